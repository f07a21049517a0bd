import { Link } from '@tanstack/react-router'
import { STATE_WORDS } from '../job/job-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatMeasure, formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { formatInterval } from '../model/metric-words.ts'
import { settingWords } from './setting-words.ts'

const SHOWN = 50

/** One's own trainings side by side: the figures are those of rows that no model was trained on. */
export function TrainingList() {
  const list = trpc.training.list.useQuery({ limit: SHOWN }, { staleTime: 0 })
  const sessions = list.data?.sessions ?? []
  return (
    <Section id="trainings" title="Your trainings">
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.data !== undefined && sessions.length === 0 && <p className="text-sm text-muted">There are none yet.</p>}
      {sessions.length > 0 && (
        <FigureTable
          caption="Your trainings, the newest first"
          captionHidden
          head={['Training', 'State', 'AUC out of fold', '95 % interval', 'n', 'Begun']}
          numeric={[2, 3, 4]}
          rows={sessions.map(({ session_id: id, name, status, result, created_at, config }) => {
            const auc = result?.metrics.find(({ metric }) => metric === 'roc_auc')
            return [
              <span key="name">
                <Link to="/trainings/$id" params={{ id }} className="link">
                  <bdi>{name}</bdi>
                </Link>
                <span className="block text-xs text-muted [overflow-wrap:anywhere]">{settingWords(config)}</span>
              </span>,
              STATE_WORDS[status],
              auc === undefined ? '' : formatMeasure(auc.value, 4),
              auc === undefined ? '' : formatInterval(auc.interval, 4),
              auc?.n ?? '',
              formatMoment(created_at),
            ]
          })}
        />
      )}
    </Section>
  )
}
