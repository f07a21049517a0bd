import type { LeaderboardEntry } from '@vouch/contracts/promotion'
import type { TrainingSession } from '@vouch/contracts/training'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { MOST_SERIES } from '../charts/strokes.ts'
import { formatDifference, formatInterval, formatP } from '../model/metric-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { useSession } from '../account/browser-session.ts'
import { Badge } from '../ui/badge.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatMeasure, formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { settingWords } from './setting-words.ts'

/** As many as a page of the list has: of older ones the kind and the day are told, and not their settings. */
const SHOWN = 100

/** One's own models of a table side by side, each tested on the same rows against the one that answers, or else the best. */
export function LeaderboardSection({ datasetId }: { datasetId: string }) {
  const known = useSession().kind === 'known'
  const board = trpc.training.leaderboard.useQuery({ dataset_id: datasetId }, { enabled: known, staleTime: 0 })
  const trainings = trpc.training.list.useQuery({ limit: SHOWN }, { enabled: known, staleTime: 0 })
  const sessions = trainings.data?.sessions ?? []
  const [marked, setMarked] = useState<readonly string[]>([])
  const entries = board.data?.entries ?? []
  const [first, ...others] = entries.map(({ session_id }) => session_id).filter((id) => marked.includes(id))
  const mark = (id: string, on: boolean) => setMarked(on ? [...marked, id] : marked.filter((one) => one !== id))
  if (!known || (entries.length === 0 && board.error === null)) return null
  return (
    <Section id="leaderboard" title="Models of this table">
      {board.error !== null && <ProblemNotice problem={problemOf(board.error)} />}
      <p className="max-w-3xl text-sm text-muted">
        In the order of their AUC out of fold. The difference is to the reference, on every row that both judged without
        having been trained on it, by DeLong’s test with the rows of one group as one draw. Under each figure stands its
        95 % interval.
        {board.data?.reference && ` The reference is ${board.data.reference.model}: ${board.data.reference.why}`}
      </p>
      {entries.length > 0 && (
        <FigureTable
          caption="Models of this table, the best first"
          captionHidden
          head={['Compare', 'Rank', 'Model', 'AUC out of fold', 'AUC on the locked test', 'Against the reference', 'p']}
          numeric={[1, 3, 4, 5, 6]}
          rows={entries.map((entry) => {
            const { rank, session_id: id, model_type, badge, live, out_of_fold, test, paired, model } = entry
            return [
              <CheckBox
                key="mark"
                label={<span className="sr-only">{`Compare number ${rank}, ${model_type}`}</span>}
                checked={marked.includes(id)}
                disabled={!marked.includes(id) && marked.length >= MOST_SERIES}
                onChange={(on) => mark(id, on)}
              />,
              rank,
              <ModelCell key="name" entry={entry} session={sessions.find(({ session_id }) => session_id === id)}>
                {live && <Badge>answers</Badge>}
                {model === board.data?.reference?.model && <Badge>reference</Badge>}
                {badge && <Badge tone="caution">over a warning</Badge>}
              </ModelCell>,
              <Figure key="fold" value={formatMeasure(out_of_fold.value, 4)} interval={out_of_fold.interval} />,
              <Figure key="test" value={formatMeasure(test?.value ?? null, 4)} interval={test?.interval ?? null} />,
              paired === null ? (
                ''
              ) : (
                <Figure key="pair" value={formatDifference(paired.difference, 4)} interval={paired.interval} />
              ),
              paired === null ? '' : formatP(paired.p),
            ]
          })}
        />
      )}
      {entries.length > 0 &&
        (first === undefined ? (
          <p className="text-sm text-muted">
            Mark one to set it beside another model, or up to {MOST_SERIES} to see them side by side.
          </p>
        ) : (
          <Link
            to="/compare/$id"
            params={{ id: first }}
            search={others.length === 0 ? {} : { with: others.join(',') }}
            className="link text-sm"
          >
            {others.length === 0 ? 'Set it beside another model' : `See these ${others.length + 1} side by side`}
          </Link>
        ))}
    </Section>
  )
}

interface ModelCellProps {
  entry: LeaderboardEntry
  /** what it was asked with; undefined where the list does not reach so far back */
  session: TrainingSession | undefined
  children: ReactNode
}

/** What tells it from others of its kind: what was set, and when it began. */
function ModelCell({ entry: { session_id: id, model_type, created_at }, session, children }: ModelCellProps) {
  return (
    <div className="space-y-0.5">
      <p className="flex flex-wrap items-baseline gap-2">
        <Link to="/trainings/$id" params={{ id }} className="link">
          {model_type}
        </Link>
        {children}
      </p>
      <p className="text-xs text-muted [overflow-wrap:anywhere]">
        {session === undefined ? '' : `${settingWords(session.config)}. `}
        {formatMoment(created_at)}
      </p>
    </div>
  )
}

function Figure({ value, interval }: { value: string; interval: readonly [number, number] | null }) {
  return (
    <>
      {value}
      <span className="block text-xs text-muted">{formatInterval(interval, 4)}</span>
    </>
  )
}
