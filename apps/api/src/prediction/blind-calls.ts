import { type ColumnSource, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { FileBytes } from '../file/file-store.ts'
import { openCalls, type StoredCall } from './calls-file.ts'
import type { ShownColumn } from './table-domain.ts'

/** Rows of a row group of the written file. */
const GROUP_ROWS = 16_384

/** A call that its reader is to judge before it is shown: whose row it is stays, and what was called of it does not. */
export function hideCall(call: StoredCall, columns: readonly ShownColumn[]): StoredCall {
  const shown = call.shown.map((value, i) => (columns[i]?.tells ? null : value))
  return {
    ...call,
    shown,
    prediction: null,
    probability: null,
    abstained: null,
    reason: null,
    fragile: null,
    flip_rate: null,
  }
}

/** Writes the file of a submission's calls once more, without what some rows were called. @returns its rows */
export async function blindCalls(
  { file, rows, path }: { readonly file: FileBytes; readonly rows: readonly number[]; readonly path: string },
  shown: readonly ShownColumn[],
): Promise<number> {
  const hidden = new Set(rows)
  const calls = await openCalls(file, shown)
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: toColumns([], { hidden, shown }) }),
    codec: 'UNCOMPRESSED',
    statistics: false,
    createdBy: 'vouch',
  })
  try {
    for (let from = 0; from < calls.rows; from += GROUP_ROWS) {
      const group = await calls.read(from, Math.min(from + GROUP_ROWS, calls.rows))
      void writer.write({ columnData: toColumns(group, { hidden, shown }), rowGroupSize: group.length })
    }
    void writer.finish()
    return calls.rows
  } finally {
    await calls.close()
  }
}

function toColumns(
  group: readonly StoredCall[],
  { hidden, shown }: { readonly hidden: ReadonlySet<number>; readonly shown: readonly ShownColumn[] },
): ColumnSource[] {
  const calls = group.map((call) => (hidden.has(call.row) ? hideCall(call, shown) : call))
  const column = (
    name: string,
    type: NonNullable<ColumnSource['type']>,
    of: (call: StoredCall) => string | number | boolean | null,
  ): ColumnSource => ({
    name,
    type,
    data: calls.map(of),
  })
  return [
    { ...column('row', 'INT32', ({ row }) => row), nullable: false },
    { ...column('id', 'STRING', ({ id }) => id), nullable: false },
    column('prediction', 'STRING', ({ prediction }) => prediction),
    column('probability', 'DOUBLE', ({ probability }) => probability),
    column('abstained', 'BOOLEAN', ({ abstained }) => abstained),
    ...shown.map(({ name }, i) => column(name, 'DOUBLE', (call) => call.shown[i] ?? null)),
    column('reason', 'STRING', ({ reason }) => reason),
    column('fragile', 'BOOLEAN', ({ fragile }) => fragile),
    column('flip_rate', 'DOUBLE', ({ flip_rate }) => flip_rate),
    column('blind', 'BOOLEAN', ({ row }) => hidden.has(row)),
  ]
}
