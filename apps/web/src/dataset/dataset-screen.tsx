import { Link, useParams } from '@tanstack/react-router'
import { FromTableSection } from '../outcome/from-table-section.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { LeaderboardSection } from '../training/leaderboard-section.tsx'
import { TrainingForm } from '../training/training-form.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount, formatPercent, formatQuantity } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { DeleteDataset } from './delete-dataset.tsx'

/** A table: what it holds, and a training on it. */
export function DatasetScreen() {
  const { id } = useParams({ from: '/train/$id' })
  const dataset = trpc.dataset.get.useQuery({ id })
  const models = trpc.model.list.useQuery()
  const problem = dataset.error ?? models.error
  return (
    <div className="space-y-10">
      <p className="text-sm">
        <Link to="/train" className="link">
          Tables
        </Link>
      </p>
      {problem !== null && (
        <>
          <title>No table · Vouch</title>
          <h1 className="text-3xl">No table to show</h1>
          <ProblemNotice problem={problemOf(problem)} />
        </>
      )}
      {dataset.isPending && <p role="status">Fetching the table…</p>}
      {dataset.data !== undefined && (
        <>
          <title>{`${dataset.data.name} · Vouch`}</title>
          <header className="max-w-3xl space-y-3">
            <h1 className="text-3xl [overflow-wrap:anywhere]">
              <bdi>{dataset.data.name}</bdi>
            </h1>
            <p className="text-muted" data-numeric>
              {dataset.data.rows === null
                ? 'Not here yet.'
                : `${counted(dataset.data.rows, 'row')}, ${counted(dataset.data.columns.length, 'column')}.`}{' '}
              {dataset.data.profile !== null && dataset.data.profile.duplicate_rows.count > 0
                ? `${counted(dataset.data.profile.duplicate_rows.count, 'row')} there twice.`
                : ''}
            </p>
          </header>
          {dataset.data.profile !== null && (
            <Disclosure title="What the columns hold" count={dataset.data.profile.columns.length}>
              <FigureTable
                caption="What the columns hold"
                captionHidden
                head={['Column', 'Kind', 'Missing', 'Distinct', 'Least', 'Median', 'Largest']}
                numeric={[2, 3, 4, 5, 6]}
                rows={dataset.data.profile.columns.map(({ name, kind, missing_share, distinct, numbers }) => [
                  <bdi key="name">{name}</bdi>,
                  kind,
                  missing_share === null ? '–' : formatPercent(missing_share),
                  `${distinct.exact ? '' : 'about '}${formatCount(distinct.count)}`,
                  formatQuantity(numbers?.min ?? null),
                  formatQuantity(numbers?.quantiles[5] ?? null),
                  formatQuantity(numbers?.max ?? null),
                ])}
              />
            </Disclosure>
          )}
          {dataset.data.profile !== null && models.data !== undefined && (
            <TrainingForm key={id} dataset={dataset.data} learners={models.data.learners} />
          )}
          <LeaderboardSection datasetId={id} />
          {dataset.data.profile !== null && <FromTableSection key={`outcomes ${id}`} dataset={dataset.data} />}
          {dataset.data.source === 'upload' && <DeleteDataset id={id} />}
        </>
      )}
    </div>
  )
}
