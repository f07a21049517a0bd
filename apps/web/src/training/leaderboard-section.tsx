import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { MOST_SERIES } from '../charts/strokes.ts'
import { formatDifference, formatInterval, formatP } from '../model/metric-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { useSession } from '../account/browser-session.ts'
import { Badge } from '../ui/badge.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatMeasure } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'

/** One's own models of a table side by side, each tested on the same rows against the one that answers, or else the best. */
export function LeaderboardSection({ datasetId }: { datasetId: string }) {
  const known = useSession().kind === 'known'
  const board = trpc.training.leaderboard.useQuery({ dataset_id: datasetId }, { enabled: known, staleTime: 0 })
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
        having been trained on it, by DeLong’s test with the rows of one group as one draw.
        {board.data?.reference && ` The reference is ${board.data.reference.model}: ${board.data.reference.why}`}
      </p>
      {entries.length > 0 && (
        <FigureTable
          caption="Models of this table, the best first"
          captionHidden
          wide
          head={[
            'Rank',
            'Model',
            'AUC out of fold',
            'its 95 %',
            'AUC on the locked test',
            'its 95 % there',
            'Against the reference',
            '95 % of the difference',
            'p',
            'Compare',
          ]}
          numeric={[0, 2, 3, 4, 5, 6, 7, 8]}
          rows={entries.map(({ rank, session_id: id, model_type, badge, live, out_of_fold, test, paired, model }) => [
            rank,
            <span key="name" className="flex flex-wrap items-baseline gap-2">
              <Link to="/trainings/$id" params={{ id }} className="link">
                {model_type}
              </Link>
              {live && <Badge>answers</Badge>}
              {model === board.data?.reference?.model && <Badge>reference</Badge>}
              {badge && <Badge tone="caution">over a warning</Badge>}
            </span>,
            formatMeasure(out_of_fold.value, 4),
            formatInterval(out_of_fold.interval, 4),
            formatMeasure(test?.value ?? null, 4),
            formatInterval(test?.interval ?? null, 4),
            paired === null ? '' : formatDifference(paired.difference, 4),
            paired === null ? '' : formatInterval(paired.interval, 4),
            paired === null ? '' : formatP(paired.p),
            <CheckBox
              key="mark"
              label={<span className="sr-only">{`Compare number ${rank}, ${model_type}`}</span>}
              checked={marked.includes(id)}
              disabled={!marked.includes(id) && marked.length >= MOST_SERIES}
              onChange={(on) => mark(id, on)}
            />,
          ])}
        />
      )}
      {entries.length > 0 &&
        (first === undefined ? (
          <p className="text-sm text-muted">
            Mark one to see it beside a model that comes with Vouch, or up to {MOST_SERIES} to see them side by side.
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
