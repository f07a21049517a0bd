import { OtherLabel, type OtherSummary } from '@vouch/contracts/domains/other'
import type { TableMapping } from '@vouch/contracts/submission'
import { normaliseColumn } from '@vouch/core/table/column-name'
import type { TableDomain, TableHead, TablePlan } from '../../prediction/table-domain.ts'

/** What names a row in most tables; the surest first. */
const ID_COLUMNS: readonly string[] = ['id', 'row_id', 'sample_id', 'record_id', 'name']

/**
 * Tables of no field that Vouch knows. What their columns mean only their owner knows, so that such a table is called by
 * models alone that were trained or imported for its columns, and a call says whether the row is of what was to be found.
 */
export const other: TableDomain = {
  id: 'other',
  defaultModel: null,
  // whatever no other field takes
  recognises: () => true,
  shown: [],
  pending: [],
  label: (positive) => (positive ? OtherLabel.enum.POSITIVE : OtherLabel.enum.NEGATIVE),
  summarise: ({ positives, negatives, abstained, confident, total }): OtherSummary => ({
    predicted_positive: positives,
    predicted_negative: negatives,
    abstained,
    mean_probability: positives + negatives === 0 ? null : Math.round((total / (positives + negatives)) * 1e6) / 1e6,
    high_confidence_count: confident,
  }),
  plan: planTable,
  comparable: (_manifest, _variant, columns) => columns,
  whyNotAssessed: () => null,
  alike: {},
  features: [],
  rowFeatures: () => new Float32Array(0),
  changeable: () => [],
  fragileAbove: 0.1,
  movable: () => [],
  drawWithinErrors: () => ({ rows: 0, values: {} }),
  gather: async () => ({ rows: 0, features: () => new Float32Array(0) }),
  openCurves: null,
  ownColumns: () => [],
  rowKey: () => null,
  subgroups: [],
  sample: null,
  knownColumns: { labels: [], groups: [] },
  leakRules: () => new Map(),
}

/** The row's name, and nothing else: a model adds the columns that it takes. */
function planTable({ columns, comments }: TableHead): TablePlan {
  const names = columns.map((column) => normaliseColumn(column))
  const id = ID_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? null
  return {
    requests: id === null ? [] : [{ index: id, kind: 'text' }],
    sources: new Map(),
    variant: 'other',
    simulated: comments.some((line) => line.startsWith('SIMULATED')),
    survey: null,
    convert({ rows, firstRow, columns: [cells] }) {
      const ids = Array.from(
        { length: rows },
        (_, r) => (Array.isArray(cells) ? cells[r] : null) ?? String(firstRow + r),
      )
      return { ids, columns: { rows, values: {} } }
    },
    report({ rows, warnings }) {
      const mapping: TableMapping = {
        rows,
        id_column: id === null ? null : (columns[id] ?? null),
        mapped: [],
        missing: [],
        leaking: [],
        ignored: columns.filter((_, index) => index !== id),
        warnings: [...warnings],
      }
      return JSON.stringify(mapping)
    },
  }
}
