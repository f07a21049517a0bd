import type { ReceiptOf } from '@vouch/contracts/submission'
import { Link } from '@tanstack/react-router'
import { counted, formatDuration, formatMoment, formatThreshold } from '../ui/format.ts'

/** What was scored by what, when: enough to find it again. */
export function ReceiptLine({ receipt, what = 'row' }: { receipt: ReceiptOf; what?: 'row' | 'picture' }) {
  return (
    <p className="text-sm text-muted" data-numeric>
      {counted(receipt.total_samples, what)} scored by{' '}
      <Link to="/models/$id" params={{ id: receipt.model_used }} className="link">
        {receipt.model_used} {receipt.model_version}
      </Link>{' '}
      (sha256{' '}
      <code className="font-mono" title={receipt.model_sha256}>
        {receipt.model_sha256.slice(0, 8)}
      </code>
      ) at threshold {formatThreshold(receipt.threshold)}, on{' '}
      <time dateTime={receipt.created_at}>{formatMoment(receipt.created_at)}</time>, in{' '}
      {formatDuration(receipt.processing_time_ms)}.
      {receipt.context !== null &&
        ` Catalogue beside it: ${receipt.context.name}, ${counted(receipt.context.rows, 'row')}.`}
    </p>
  )
}
