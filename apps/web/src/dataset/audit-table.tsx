import type { ColumnAudit } from '@vouch/contracts/dataset'
import { Badge } from '../ui/badge.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatMeasure } from '../ui/format.ts'

const TONES = { ok: 'plain', warning: 'caution', refused: 'danger' } as const
const ORDER = { refused: 0, warning: 1, ok: 2 } as const

/** A column or feature as it was held against the label. */
export interface AuditedInput extends Pick<ColumnAudit, 'column' | 'verdict' | 'rank' | 'encoded' | 'reason'> {
  /** what it is, where its name does not say it */
  readonly words: string | null
  /** whether a model can learn from it at all */
  readonly canBeTaken: boolean
}

interface AuditTableProps {
  caption: string
  inputs: readonly AuditedInput[]
  taken: ReadonlySet<string>
  onTake: (name: string, take: boolean) => void
}

/** What was found of each, what was found against one first, and which of them are learned from. */
export function AuditTable({ caption, inputs, taken, onTake }: AuditTableProps) {
  return (
    <div className="max-h-96 overflow-y-auto">
      <FigureTable
        caption={caption}
        captionHidden
        head={['Learned from', 'Verdict', 'AUC alone', 'What was found']}
        numeric={[2]}
        rows={[...inputs]
          .sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
          .map(({ column, verdict, rank, encoded, reason, words, canBeTaken }) => [
            <div key="take" className="min-w-40">
              <CheckBox
                label={<bdi className="font-normal [overflow-wrap:anywhere]">{column}</bdi>}
                checked={taken.has(column)}
                disabled={!canBeTaken}
                onChange={(take) => onTake(column, take)}
                {...(words === null ? {} : { note: words })}
              />
            </div>,
            <Badge key="verdict" tone={TONES[verdict]}>
              {verdict}
            </Badge>,
            formatMeasure(rank?.auc ?? encoded?.auc ?? null),
            reason ?? '',
          ])}
      />
    </div>
  )
}
