import { Link, useParams } from '@tanstack/react-router'
import { ResultOf } from '../domains/result.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** A stored submission at its own address: a reload, or someone who was sent the link, sees the same. */
export function PredictionScreen() {
  const { id } = useParams({ from: '/predictions/$id' })
  const receipt = trpc.prediction.get.useQuery({ id })
  if (receipt.error !== null)
    return (
      <div className="max-w-3xl space-y-4">
        <title>No result · Vouch</title>
        <h1 className="text-3xl">No result to show</h1>
        <ProblemNotice problem={problemOf(receipt.error)} />
        <Link to="/" className="link">
          Score a table
        </Link>
      </div>
    )
  if (receipt.data === undefined) return <p role="status">Fetching the result…</p>
  return <ResultOf key={id} id={id} receipt={receipt.data} />
}
