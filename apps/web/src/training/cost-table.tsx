import type { ComparedModel } from '@vouch/contracts/comparison'
import type { TrainingSession } from '@vouch/contracts/training'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatDuration } from '../ui/format.ts'

/** What training each model took, as far as that is known: of a model that came with Vouch it is not. */
export function CostTable({ models }: { models: readonly { name: string; side: ComparedModel }[] }) {
  const sessions = models.flatMap(({ side }) => (side.session_id === null ? [] : [side.session_id]))
  const asked = trpc.useQueries((ask) => sessions.map((id) => ask.training.get({ id })))
  return (
    <FigureTable
      caption="The time includes folds, search and measuring, on whatever machine it was, beside whatever else it did"
      head={['Model', 'Time', 'Rows', 'Inputs', 'Settings tried']}
      numeric={[1, 2, 3, 4]}
      rows={models.map(({ name, side }) => {
        const found = asked.find(({ data }) => data?.session_id === side.session_id)?.data
        if (found === undefined || found.result === null) return [name, 'not known', '', '', '']
        const { rows, features, trials } = found.result
        return [
          name,
          durationOf(found),
          formatCount(rows),
          formatCount(features.length),
          trials.length === 0 ? 'none' : formatCount(trials.length),
        ]
      })}
    />
  )
}

function durationOf({ started_at, finished_at }: TrainingSession): string {
  if (started_at === null || finished_at === null) return 'not known'
  return formatDuration(Date.parse(finished_at) - Date.parse(started_at))
}
