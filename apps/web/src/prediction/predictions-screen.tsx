import type { PredictionSummary } from '@vouch/contracts/prediction'
import { Link } from '@tanstack/react-router'
import { AccountGate } from '../account/account-gate.tsx'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { counted, formatMoment, formatThreshold } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { DeletePrediction } from './delete-prediction.tsx'
import { DownloadLinks } from './download-links.tsx'

const PAGE = 25

/** What an account has submitted, the newest first. */
export function PredictionsScreen() {
  return (
    <AccountGate>
      <Predictions />
    </AccountGate>
  )
}

function Predictions() {
  const list = trpc.prediction.list.useInfiniteQuery(
    { limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const predictions = list.data?.pages.flatMap((page) => page.predictions) ?? []
  return (
    <div className="space-y-6">
      <title>Predictions · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Your predictions</h1>
        <p className="text-muted">
          The newest first. They are kept until you delete them, and nobody but you and the admins can open them.
        </p>
      </header>
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching your predictions…</p>}
      {list.data !== undefined && predictions.length === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          There are none yet.{' '}
          <Link to="/" className="link">
            Score a table
          </Link>
        </p>
      )}
      {predictions.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Predictions">
          {predictions.map((prediction) => (
            <PredictionLine key={prediction.prediction_id} prediction={prediction} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </div>
  )
}

function PredictionLine({ prediction }: { prediction: PredictionSummary }) {
  const { prediction_id: id, upload_name, model_used, model_version, total_samples, created_at } = prediction
  const [key, one, many] = DOMAIN_WORDS[prediction.domain].counts
  const called = prediction.summary[key]
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 py-4">
      <div className="min-w-0 space-y-1 text-sm">
        <h2 className="text-lg [overflow-wrap:anywhere]">
          <Link to="/predictions/$id" params={{ id }} className="link">
            <bdi>{upload_name}</bdi>
          </Link>
        </h2>
        <p data-numeric>
          {counted(total_samples, 'row')}
          {typeof called === 'number' && `, ${counted(called, one, many)}`} at threshold{' '}
          {formatThreshold(prediction.threshold)}
        </p>
        <p className="text-muted" data-numeric>
          {model_used} {model_version}, <time dateTime={created_at}>{formatMoment(created_at)}</time>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <DownloadLinks id={id} />
        <DeletePrediction id={id} name={upload_name} />
      </div>
    </li>
  )
}
