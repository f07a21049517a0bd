import { open } from 'node:fs/promises'
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, type FileMetaData } from 'hyparquet'
import {
  ByteWriter,
  type ColumnSource,
  fileWriter,
  ParquetWriter,
  schemaFromColumnData,
  type Writer,
} from 'hyparquet-writer'
import { z } from 'zod'
import { decide } from '@vouch/core/model/decide'
import { VouchError } from '@vouch/core/error'
import type { FileBytes } from '../file/file-store.ts'
import type { CallRules, ScoredRows } from './call-rows.ts'
import type { ShownColumn } from './table-domain.ts'

/** Rows of a row group: a page of calls decodes one or two, and a million rows have some seventy in the footer. */
const GROUP_ROWS = 16_384
/** The first ones are smaller, so that a table of a few thousand rows is mostly written while it is being scored. */
const FIRST_GROUP_ROWS = 2048

/** One call as its file keeps it; null beside a reason for a row that was not assessed. */
export const StoredCall = z.object({
  row: z.int(),
  id: z.string(),
  prediction: z.string().nullable(),
  probability: z.number().nullable(),
  abstained: z.boolean().nullable(),
  shown: z.array(z.number().nullable()),
  reason: z.string().nullable(),
  fragile: z.boolean().nullable(),
  flip_rate: z.number().nullable(),
})
export type StoredCall = z.infer<typeof StoredCall>

export interface CallsWriter {
  add(rows: ScoredRows): void
  /** Writes the footer; the file is complete after it, and not yet synced. */
  finish(): void
}

/** Writes a submission's calls to a file, row group by row group, as they are scored. */
export function createCallsWriter(path: string, rules: CallRules): CallsWriter {
  return writeCalls(fileWriter(path), rules)
}

/** The calls of a small submission as the bytes of such a file. */
export function callsBytes(rows: ScoredRows, rules: CallRules): Buffer {
  const bytes = new ByteWriter()
  const writer = writeCalls(bytes, rules)
  writer.add(rows)
  writer.finish()
  return Buffer.from(bytes.getBuffer())
}

function writeCalls(to: Writer, rules: CallRules): CallsWriter {
  const writer = new ParquetWriter({
    writer: to,
    schema: schemaFromColumnData({ columnData: toColumns([], rules) }),
    codec: 'UNCOMPRESSED',
    statistics: false,
    createdBy: 'vouch',
    kvMetadata: [{ key: 'threshold', value: String(rules.threshold) }],
  })
  let held: ScoredRows[] = []
  let count = 0
  let written = 0
  const flush = () => {
    if (count > 0) void writer.write({ columnData: toColumns(held, rules), rowGroupSize: count })
    written += count
    held = []
    count = 0
  }
  return {
    add(rows) {
      held.push(rows)
      count += rows.ids.length
      if (count >= (written < GROUP_ROWS ? FIRST_GROUP_ROWS : GROUP_ROWS)) flush()
    },
    finish() {
      flush()
      void writer.finish()
    },
  }
}

function toColumns(held: readonly ScoredRows[], rules: CallRules): ColumnSource[] {
  const { positive, negative } = rules.labels
  const doubles = (name: string, data: (number | null)[]): ColumnSource => ({
    name,
    type: 'DOUBLE',
    encoding: 'PLAIN',
    data,
  })
  const perRow = <T>(of: (part: ScoredRows, row: number) => T): T[] => {
    const column: T[] = []
    for (const part of held) for (let r = 0; r < part.ids.length; r++) column.push(of(part, r))
    return column
  }
  const probability = perRow((part, r) => nullable(part.probability[r]))
  const flips = perRow((part, r) => nullable(part.flipRate?.[r]))
  const decided = probability.map((p) => (p === null ? null : decide(p, rules.threshold, rules.abstain)))
  return [
    { name: 'row', type: 'INT32', encoding: 'PLAIN', nullable: false, data: perRow((part, r) => part.firstRow + r) },
    { name: 'id', type: 'STRING', encoding: 'PLAIN', nullable: false, data: perRow((part, r) => part.ids[r] ?? '') },
    { name: 'prediction', type: 'STRING', data: decided.map((d) => d && (d.positive ? positive : negative)) },
    doubles('probability', probability),
    { name: 'abstained', type: 'BOOLEAN', data: decided.map((d) => d && d.abstained) },
    ...rules.shown.map(({ name }, i) =>
      doubles(
        name,
        perRow((part, r) => nullable(part.shown[i]?.[r])),
      ),
    ),
    { name: 'reason', type: 'STRING', data: perRow((part, r) => part.reasons.get(r) ?? null) },
    { name: 'fragile', type: 'BOOLEAN', data: flips.map((f) => (f === null ? null : f > rules.fragileAbove)) },
    doubles('flip_rate', flips),
  ]
}

function nullable(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

export interface CallsReader {
  readonly rows: number
  /** Calls of rows `from` to before `to`, in order. */
  read(from: number, to: number): Promise<StoredCall[]>
  close(): Promise<void>
}

/** @throws VouchError `not_found` when the file is not there */
export async function openCalls(from: FileBytes, shown: readonly ShownColumn[]): Promise<CallsReader> {
  const { buffer, close } = 'path' in from ? await openFile(from.path) : inMemory(from.content)
  const metadata: FileMetaData = await parquetMetadataAsync(buffer)
  return {
    rows: Number(metadata.num_rows),
    async read(first, to) {
      const rows = await parquetReadObjects({ file: buffer, metadata, rowStart: first, rowEnd: to })
      return rows.map((row) => StoredCall.parse({ ...row, shown: shown.map(({ name }) => row[name]) }))
    },
    close,
  }
}

interface OpenBytes {
  readonly buffer: AsyncBuffer
  close(): Promise<void>
}

function inMemory(content: Uint8Array): OpenBytes {
  const own = new Uint8Array(content).buffer
  const buffer = { byteLength: own.byteLength, slice: (start: number, end?: number) => own.slice(start, end) }
  return { buffer, close: async () => undefined }
}

async function openFile(path: string): Promise<OpenBytes> {
  const file = await open(path).catch((cause: unknown) => {
    throw new VouchError('not_found', 'The calls of this prediction are not here.', [], cause)
  })
  const { size } = await file.stat()
  const buffer: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start)
      await file.read(bytes, 0, bytes.length, start)
      return bytes.buffer
    },
  }
  return { buffer, close: () => file.close() }
}
