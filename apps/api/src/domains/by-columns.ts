import type { Manifest } from '@vouch/contracts/model'
import type { Warning } from '@vouch/contracts/prediction'
import type { TableMapping } from '@vouch/contracts/submission'
import { flushSubnormal } from '@vouch/core/model/flush-subnormal'
import type { ColumnRequest } from '@vouch/core/table/table'
import type { NamedColumns, RowsRead, TableDomain, TableHead, TablePlan } from '../prediction/table-domain.ts'

/** A column that a model takes, and where it is in the table; null where the table has none of that name. */
interface Taken {
  readonly name: string
  readonly index: number | null
}

/** Columns stand beside the domain's own quantities, and none of those has a colon in its name. */
const keyOf = (column: string) => `column:${column}`

/**
 * The domain as a model sees it that takes a table's columns as they are, by their names: one that was trained or
 * imported here. Ids, the columns shown and what the owner is told of his table stay the domain's.
 */
export function byColumns(domain: TableDomain, manifest: Manifest): TableDomain {
  const names = manifest.inputs.map(({ name }) => name)
  return {
    ...domain,
    plan: (head) => planColumns(domain.plan(head), names, head),
    comparable: (_manifest, _variant, columns) => columns,
    whyNotAssessed(_manifest, { values }, row) {
      const has = (name: string) => {
        const value = values[keyOf(name)]?.[row]
        return value !== undefined && !Number.isNaN(value)
      }
      return names.some(has) ? null : 'no value in any of the columns that the model takes'
    },
    rowFeatures(wanted, { rows, values }) {
      const matrix = new Float32Array(rows * wanted.length)
      for (const [c, name] of wanted.entries()) {
        const column = values[keyOf(name)]
        for (let r = 0; r < rows; r++) matrix[r * wanted.length + c] = column ? flushSubnormal(column[r]!) : Number.NaN
      }
      return matrix
    },
    changeable: () =>
      manifest.inputs.map(({ name, unit, description }) => ({ key: keyOf(name), name, unit, description })),
    movable(columns, row) {
      const moved = new Set(domain.movable(columns, row))
      return sourcesOf(columns).flatMap(([key, { key: of }]) => (moved.has(of) ? [key] : []))
    },
    drawWithinErrors: (columns, row) => moveColumns(columns, row, domain.drawWithinErrors(columns, row)),
  }
}

function sourcesOf({ sources = {} }: NamedColumns) {
  return Object.entries(sources)
}

/** Each column moved as what it became was moved; one that stays keeps the number that the table has. */
function moveColumns(columns: NamedColumns, row: number, drawn: NamedColumns): NamedColumns {
  const values: Record<string, Float64Array> = { ...drawn.values }
  for (const [key, column] of Object.entries(columns.values)) {
    if (values[key]) continue
    const source = columns.sources?.[key]
    const moved = source && drawn.values[source.key]
    const before = source ? columns.values[source.key]?.[row] : undefined
    const own = column[row] ?? Number.NaN
    values[key] = Float64Array.from({ length: drawn.rows }, (_, draw) => {
      const next = moved?.[draw]
      return !source || next === undefined || next === before || Number.isNaN(next) ? own : next / source.factor
    })
  }
  return { rows: drawn.rows, values }
}

function planColumns(plan: TablePlan, names: readonly string[], head: TableHead): TablePlan {
  const taken = names.map((name): Taken => {
    const index = head.columns.indexOf(name)
    return { name, index: index < 0 ? null : index }
  })
  const present = taken.flatMap(({ name, index }) => (index === null ? [] : [{ name, index }]))
  const own = present.map(({ index }): ColumnRequest => ({ index, kind: 'number' }))
  const before = plan.requests.length
  const sources = Object.fromEntries(
    present.flatMap(({ name, index }) => {
      const source = plan.sources.get(index)
      return source ? [[keyOf(name), source]] : []
    }),
  )
  return {
    ...plan,
    requests: [...plan.requests, ...own],
    survey: plan.survey && {
      requests: plan.survey.requests,
      settle: async (chunks) => planColumns((await plan.survey?.settle(chunks)) ?? plan, names, head),
    },
    convert(chunk) {
      // copied before the domain brings its own to other units
      const columns = present.map(({ name }, i) => [keyOf(name), numbersOf(chunk.columns[before + i])] as const)
      const converted = plan.convert({ ...chunk, columns: chunk.columns.slice(0, before) })
      const values = { ...converted.columns.values, ...Object.fromEntries(columns) }
      return { ids: converted.ids, columns: { rows: chunk.rows, values, sources } }
    },
    report(read, manifest, measured) {
      const { rows, warnings } = read
      const counts = read.counts.slice(before)
      const domains = plan.report({ rows, counts: read.counts.slice(0, before), warnings }, manifest, measured)
      // our own domain's report, written a moment ago
      const mapping = JSON.parse(domains) as TableMapping
      return JSON.stringify(reportColumns(mapping, { taken, counts, manifest }))
    },
  }
}

function numbersOf(column: Float64Array | (string | null)[] | undefined): Float64Array {
  return column instanceof Float64Array ? column.slice() : new Float64Array(0)
}

/** Every column of the table in exactly one list, as the model uses it. */
function reportColumns(
  mapping: TableMapping,
  { taken, counts, manifest }: { taken: readonly Taken[]; counts: RowsRead['counts']; manifest: Manifest },
): TableMapping {
  const used = new Set(taken.flatMap(({ name, index }) => (index === null ? [] : [name])))
  const absent = taken.filter(({ index }) => index === null)
  const mapped = [...used].map((column, i) => ({
    column,
    quantity: column,
    unit: '',
    to_unit: '',
    unit_from: 'default' as const,
    filled: counts[i]?.filled ?? 0,
    unreadable: counts[i]?.unreadable ?? 0,
  }))
  const lacking: Warning = {
    code: 'columns_missing',
    message: `${absent.length} of the ${taken.length} columns that ${manifest.id} was trained on are not in this table and count as missing: ${listed(absent.map(({ name }) => name))}.`,
    count: Math.max(1, absent.length),
  }
  return {
    ...mapping,
    mapped,
    missing: absent.map(({ name }) => ({ quantity: name, unit: '', description: `column “${name}”` })),
    leaking: mapping.leaking.filter(({ column }) => !used.has(column)),
    ignored: mapping.ignored.filter((column) => !used.has(column)),
    warnings: absent.length > 0 ? [lacking, ...mapping.warnings] : mapping.warnings,
  }
}

const NAMED = 5

function listed(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return names.slice(0, NAMED).join(', ') + more
}
