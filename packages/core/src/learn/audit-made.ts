import type { ColumnAudit } from '@vouch/contracts/dataset'

const SEVERITY = { ok: 0, warning: 1, refused: 2 } as const

/**
 * What is said of a feature that is made of columns: what was found of it as it is, and what was found against any of them.
 * That one is missing, or has one value, tells the label only as far as the feature itself still shows it.
 * @param own the feature held against the label
 * @param columns those it is made of
 */
export function auditMade(own: ColumnAudit, columns: readonly ColumnAudit[]): ColumnAudit {
  const against = columns.filter(({ causes }) => causes.some((cause) => !SEEN_IN_VALUES.has(cause)))
  const all = [own, ...against]
  const reasons = [
    ...(own.reason === null ? [] : [own.reason]),
    ...against.map(({ column, reason }) => `it is made of “${column}”: ${reason ?? ''}`),
  ]
  return {
    ...own,
    verdict: all.reduce((worst, { verdict }) => (SEVERITY[verdict] > SEVERITY[worst] ? verdict : worst), own.verdict),
    causes: [...new Set(all.flatMap(({ causes }) => causes))],
    reason: reasons.length > 0 ? reasons.join('; ') : null,
  }
}

/** A feature shows these as its columns do. */
const SEEN_IN_VALUES: ReadonlySet<ColumnAudit['causes'][number]> = new Set(['missingness', 'pure_value'])
