import { createHash } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DiagnosisCode } from '@vouch/contracts/domains/skin'
import { openTable } from '@vouch/core/table/open-table'
import { extract } from 'tar-stream'
import { z } from 'zod'
import { HELD_OUT } from './lesion-spec.ts'

const TABLE = 'skin/ham10000.csv'
const PICTURES = 'skin/ham10000_200x150.tar'

const Line = z.object({
  lesion_id: z.string(),
  image_id: z.string(),
  dx: DiagnosisCode,
  age: z.string().transform((text) => (text === '' ? null : Number(text))),
  sex: z.string(),
  localization: z.string(),
})

/** A picture of HAM10000 and what is known of it. */
export type Lesion = z.infer<typeof Line> & {
  /** the lesion is in the part that is not learned from */
  readonly heldOut: boolean
}

export interface Lesions {
  /** by the pictures' names */
  readonly rows: readonly Lesion[]
  readonly sha256: { readonly table: string; readonly pictures: string }
}

/** @throws when one of the files is not there */
export async function readLesions(folder: string): Promise<Lesions> {
  const lines = await readLines(join(folder, TABLE))
  const held = heldOut(lines)
  const rows = lines
    .map((line): Lesion => ({ ...line, heldOut: held.has(line.lesion_id) }))
    .sort((a, b) => (a.image_id < b.image_id ? -1 : 1))
  return { rows, sha256: { table: await hashOf(join(folder, TABLE)), pictures: await hashOf(join(folder, PICTURES)) } }
}

const LIMITS = { bytes: 2 ** 31, unpackedBytes: 2 ** 31, rows: 5e6, columns: 2000, cellBytes: 1e6 }

async function readLines(path: string): Promise<z.infer<typeof Line>[]> {
  const reader = await openTable(await openAsBlob(path), { limits: LIMITS })
  const names = Object.keys(Line.shape)
  const requests = names.map((name) => ({ index: reader.header.columns.indexOf(name), kind: 'text' as const }))
  const lines: z.infer<typeof Line>[] = []
  for await (const { rows, columns } of reader.chunks(requests, 1 << 16))
    for (let row = 0; row < rows; row++)
      lines.push(Line.parse(Object.fromEntries(names.map((name, i) => [name, String(columns[i]?.[row] ?? '')]))))
  return lines
}

/** Each file of the archive in turn: `images/…` and `masks/…`. */
export async function eachPicture(
  folder: string,
  visit: (name: string, bytes: Buffer) => Promise<void>,
): Promise<void> {
  const archive = extract()
  const reading = pipeline(createReadStream(join(folder, PICTURES)), archive)
  for await (const entry of archive) {
    const pieces: Buffer[] = []
    for await (const piece of entry as AsyncIterable<Buffer>) pieces.push(piece)
    if (entry.header.type === 'file') await visit(entry.header.name, Buffer.concat(pieces))
  }
  await reading
}

/** One lesion in five of each class, by the hashes of their names: always the same ones, and alike in all classes. */
function heldOut(lines: readonly Pick<Lesion, 'lesion_id' | 'dx'>[]): Set<string> {
  const held = new Set<string>()
  for (const dx of DiagnosisCode.options) {
    const own = new Set(lines.filter((line) => line.dx === dx).map(({ lesion_id }) => lesion_id))
    const inOrder = [...own].map((id) => ({ id, hash: sha256(id) })).sort((a, b) => (a.hash < b.hash ? -1 : 1))
    for (const [i, { id }] of inOrder.entries()) if (i % HELD_OUT === 0) held.add(id)
  }
  return held
}

function sha256(of: string): string {
  return createHash('sha256').update(of).digest('hex')
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
