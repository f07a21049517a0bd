import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { openSubmitted, type Upload } from '../prediction/open-submitted.ts'
import type { NamedColumns } from '../prediction/table-domain.ts'
import type { QuantitiesTask } from './read-task.ts'

/** Some rows of an upload as its domain understands them. */
export interface QuantityRows {
  /** the kind of table it is */
  readonly variant: string
  readonly simulated: boolean
  /** the rows, in the order in which they were asked for */
  readonly columns: NamedColumns
  /** what tells each from every other; null where nothing does */
  readonly keys: readonly (string | null)[]
}

export function isQuantityRows(made: unknown): made is readonly QuantityRows[] {
  return (
    Array.isArray(made) && made.every((one: unknown) => typeof one === 'object' && one !== null && 'variant' in one)
  )
}

/** Reads rows of several uploads, each opened once and read as far as its last row that is wanted. */
export async function readQuantityRows({ domain, from }: QuantitiesTask, limits: TableLimits): Promise<QuantityRows[]> {
  const read: QuantityRows[] = []
  for (const { upload, rows } of from) read.push(await readRows(upload, { domain, rows }, limits))
  return read
}

const CHUNK_ROWS = 8192

async function readRows(
  upload: Upload,
  { domain: id, rows }: Pick<QuantitiesTask, 'domain'> & { readonly rows: readonly number[] },
  limits: TableLimits,
): Promise<QuantityRows> {
  const domain = DOMAINS[id]
  const { plan, chunks } = await openSubmitted(domain, upload, limits)
  const values = new Map<string, Float64Array>()
  let at = 0
  for await (const chunk of chunks(CHUNK_ROWS)) {
    const { columns } = plan.convert(chunk)
    for (; at < rows.length && rows[at]! < chunk.firstRow + chunk.rows; at++)
      for (const [key, column] of Object.entries(columns.values)) {
        const taken = values.get(key) ?? new Float64Array(rows.length).fill(Number.NaN)
        values.set(key, taken)
        taken[at] = column[rows[at]! - chunk.firstRow]!
      }
    if (at === rows.length) break
  }
  if (at < rows.length) throw new Error(`An upload has no row ${rows[at]}, though it was called.`)
  const columns = { rows: rows.length, values: Object.fromEntries(values) }
  const { variant, simulated } = plan
  return { variant, simulated, columns, keys: rows.map((_, row) => domain.rowKey(columns, row)) }
}
