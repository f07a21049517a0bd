import type { DatasetAudit } from '@vouch/contracts/dataset'
import { Badge } from '../ui/badge.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatMeasure } from '../ui/format.ts'

const TONES = { ok: 'plain', warning: 'caution', refused: 'danger' } as const
const ORDER = { refused: 0, warning: 1, ok: 2 } as const

/** What was found when every column was held against the label; what was found against one comes first. */
export function AuditTable({ audit }: { audit: DatasetAudit }) {
  const columns = [...audit.columns].sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
  const refused = columns.filter(({ verdict }) => verdict === 'refused').length
  const warned = columns.filter(({ verdict }) => verdict === 'warning').length
  return (
    <div className="space-y-3">
      <p className="text-sm" data-numeric>
        {counted(audit.rows, 'labelled row')} of {counted(audit.groups, 'group')}, {audit.positives} positive.{' '}
        {counted(refused, 'column')} refused, {counted(warned, 'column')} warned of.
      </p>
      {audit.warnings.map(({ code, message }) => (
        <p key={code} className="text-sm text-muted">
          {message}
        </p>
      ))}
      <div className="max-h-96 overflow-y-auto">
        <FigureTable
          caption="Columns held against the label"
          captionHidden
          head={['Column', 'Verdict', 'AUC alone', 'Why']}
          numeric={[2]}
          rows={columns.map(({ column, verdict, rank, encoded, reason }) => [
            <bdi key="name" className="[overflow-wrap:anywhere]">
              {column}
            </bdi>,
            <Badge key="verdict" tone={TONES[verdict]}>
              {verdict}
            </Badge>,
            formatMeasure(rank?.auc ?? encoded?.auc ?? null),
            reason ?? '',
          ])}
        />
      </div>
    </div>
  )
}
