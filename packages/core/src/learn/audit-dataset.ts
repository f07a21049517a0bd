import type { ColumnAudit, DatasetAudit, LeakBadge } from '@vouch/contracts/dataset'
import type { Warning } from '@vouch/contracts/prediction'
import { auditColumn, type AuditedColumn, type AuditRows, MISSINGNESS_P } from './audit-column.ts'

/** What the columns are held against, in the user's words. */
export type AuditSubject = Pick<DatasetAudit, 'label' | 'positive' | 'group_key'>

/**
 * Audits the columns of a table, one after the other: they may come as they are read, and none is kept. Beside what is said
 * of each stands what concerns the table as a whole.
 */
export async function auditDataset(
  columns: Iterable<AuditedColumn> | AsyncIterable<AuditedColumn>,
  rows: AuditRows,
  subject: AuditSubject,
): Promise<Omit<DatasetAudit, 'features'>> {
  const audits: ColumnAudit[] = []
  for await (const column of columns) audits.push(auditColumn(column, rows))
  return {
    ...subject,
    rows: rows.labels.length,
    positives: rows.labels.reduce((sum, label) => sum + label, 0),
    groups: new Set(Array.from(rows.groups)).size,
    columns: audits,
    warnings: [...warnOfGroups(rows, subject), ...warnOfMissingRows(audits)],
  }
}

/** The badge of a model that is trained on these features; null when nothing was said against any of them. */
export function leakBadge(audits: readonly ColumnAudit[], features: readonly string[]): LeakBadge | null {
  const columns = audits
    .filter(({ column, verdict }) => verdict !== 'ok' && features.includes(column))
    .map(({ column, causes, reason, rank, encoded }) => {
      const areas = [rank, encoded].flatMap((found) => (found === null ? [] : [found.auc]))
      return { column, causes, reason: reason ?? '', auc: areas.length > 0 ? Math.max(...areas) : null }
    })
  return columns.length > 0 ? { kind: 'trained_over_warning', columns } : null
}

function warnOfGroups({ folds }: AuditRows, { group_key }: AuditSubject): Warning[] {
  if (folds === null)
    return [
      { code: 'too_few_groups', message: 'Too few groups to score classes on others; only the order was looked at.' },
    ]
  if (group_key !== null) return []
  return [
    {
      code: 'no_group_key',
      message: 'Without a group key rows of one object may be on both sides, and what names the object looks harmless.',
    },
  ]
}

/** Rows without a fit have nearly all their columns missing: little for each column, and a label for each such row. */
function warnOfMissingRows(audits: readonly ColumnAudit[]): Warning[] {
  const telling = audits.flatMap(({ column, missingness }) =>
    missingness !== null && missingness.p <= MISSINGNESS_P ? [{ column, ...missingness }] : [],
  )
  const most = telling.reduce<(typeof telling)[number] | null>((a, b) => (a === null || b.auc > a.auc ? b : a), null)
  if (most === null) return []
  const shares = [most.missing_share_positive, most.missing_share_negative].map((share) => (100 * share).toFixed(1))
  return [
    {
      code: 'missing_cells_tell',
      message:
        `In ${telling.length} columns the missing cells tell the label: most in “${most.column}”, missing in ` +
        `${shares[0]} % of the positive and ${shares[1]} % of the negative rows. Train on complete rows to be free of it.`,
      count: telling.length,
    },
  ]
}
