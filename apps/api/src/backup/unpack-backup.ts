import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Extract, extract } from 'tar-stream'
import { BackupHead, BackupManifest, FILE_NAME, HEAD_NAME, MANIFEST_NAME, TABLE_NAME } from './manifest.ts'

/** A backup that was unpacked, each part of it as the manifest says it is. */
export interface UnpackedBackup {
  readonly head: BackupHead
  readonly manifest: BackupManifest
  /** hashes of its files */
  readonly files: readonly string[]
  /** one file a table, of its name */
  readonly tablesFolder: string
  /** one file a hash */
  readonly filesFolder: string
}

/** A manifest names tables and files that are missing; larger than this it is none. */
const JSON_BYTES = 64 << 20
/** An entry is known by its length and its hash. */
type Sums = Map<string, { readonly bytes: number; readonly sha256: string }>

/**
 * Unpacks a backup into a folder and compares all of it with what its manifest says.
 * @throws Error with one clear line for anything but a whole backup
 */
export async function unpackBackup(path: string, into: string): Promise<UnpackedBackup> {
  if (!(await stat(path).catch(() => null))?.isFile()) throw new Error(`There is no file ${path}.`)
  const tablesFolder = join(into, 'tables')
  const filesFolder = join(into, 'files')
  for (const folder of [tablesFolder, filesFolder]) await mkdir(folder)
  const texts = new Map<string, string>()
  const sums: Sums = new Map()
  try {
    const archive = extract()
    const read = pipeline(createReadStream(path), createGunzip(), archive)
    const unpacked = (async () => {
      for await (const entry of archive) await unpackEntry(entry, { tablesFolder, filesFolder, texts, sums })
    })()
    await Promise.all([read, unpacked])
    const head = BackupHead.parse(JSON.parse(texts.get(HEAD_NAME) ?? 'null'))
    const manifest = BackupManifest.parse(JSON.parse(texts.get(MANIFEST_NAME) ?? 'null'))
    return { head, manifest, files: compare(manifest, sums), tablesFolder, filesFolder }
  } catch (cause) {
    const why = cause instanceof BackupFault ? ` ${cause.message}` : ''
    throw new Error(`${path} is not a whole backup of Vouch.${why} Nothing was changed.`, { cause })
  }
}

class BackupFault extends Error {}

interface Unpacking {
  readonly tablesFolder: string
  readonly filesFolder: string
  readonly texts: Map<string, string>
  readonly sums: Sums
}

type Entry = Extract extends AsyncIterable<infer One> ? One : never

async function unpackEntry(entry: Entry, { tablesFolder, filesFolder, texts, sums }: Unpacking): Promise<void> {
  const { name, type, size } = entry.header
  if (sums.has(name) || texts.has(name)) throw new BackupFault('It has a part twice.')
  if (name === HEAD_NAME || name === MANIFEST_NAME) {
    if (size > JSON_BYTES) throw new BackupFault('Its manifest is too long.')
    texts.set(name, await text(entry))
    return
  }
  const table = TABLE_NAME.exec(name)?.[1]
  const file = FILE_NAME.exec(name)?.[1]
  if (type !== 'file' || (table === undefined && file === undefined))
    throw new BackupFault('It has a part that is none.')
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece)
      done(null, piece)
    },
  })
  const to = table === undefined ? join(filesFolder, file ?? '') : join(tablesFolder, table)
  await pipeline(entry, hashing, createWriteStream(to, { mode: 0o600 }))
  const sha256 = hash.digest('hex')
  if (file !== undefined && file !== sha256) throw new BackupFault(`The file ${file} is not as it was.`)
  sums.set(name, { bytes: size, sha256 })
}

/** The hashes of the files. @throws BackupFault for the first part that is missing, too many or altered */
function compare({ tables, files }: BackupManifest, sums: Sums): string[] {
  for (const { name, bytes, sha256 } of tables) {
    const sum = sums.get(`tables/${name}.ndjson`)
    if (sum?.bytes !== bytes || sum.sha256 !== sha256) throw new BackupFault(`The table ${name} is not as it was.`)
  }
  const hashes = [...sums.keys()].flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
  const bytes = hashes.reduce((sum, one) => sum + (sums.get(`files/${one.slice(0, 2)}/${one}`)?.bytes ?? 0), 0)
  if (hashes.length !== files.count || bytes !== files.bytes) throw new BackupFault('It lacks some of its files.')
  if (sums.size !== tables.length + files.count) throw new BackupFault('It has more tables than it names.')
  return hashes
}
