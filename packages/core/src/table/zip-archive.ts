import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { VouchError } from '../error.ts'
import type { TableLimits } from './table.ts'

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
const MAX_COMMENT_BYTES = 0xffff
/** A number that does not fit stands in a zip64 record; no workbook we take is that large. */
const ZIP64_COUNT = 0xffff
const ZIP64_SIZE = 0xffffffff

const MAX_ENTRIES = 1000
/** A part packed by more than this is a decompression bomb; below `RATIO_FREE_BYTES` it does no harm. */
const MAX_RATIO = 100
const RATIO_FREE_BYTES = 1 << 20

const inflate = promisify(inflateRaw)

interface Entry {
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  readonly offset: number
}

/**
 * A zip archive whose directory has been checked before anything is unpacked: how many entries, what they say they unpack
 * to, in all and by ratio, no encryption, no zip64, no name twice. An entry is unpacked alone, to no more than it says.
 */
export class ZipArchive {
  readonly #bytes: Buffer
  readonly #entries: ReadonlyMap<string, Entry>

  constructor(bytes: Buffer, limits: TableLimits) {
    this.#bytes = bytes
    this.#entries = readDirectory(bytes, limits)
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()]
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** The unpacked bytes of an entry. */
  async unpack(name: string): Promise<Buffer> {
    const entry = this.#entries.get(name)
    if (entry === undefined) throw damaged(`it holds no ${name}`)
    const packed = packedBytes(this.#bytes, entry, name)
    const bytes = entry.method === STORED ? packed : await inflateEntry(packed, entry, name)
    if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc)
      throw damaged(`${name} is not what the directory says`)
    return bytes
  }
}

function damaged(what: string, cause?: unknown): VouchError {
  return new VouchError('invalid', `The zip archive is damaged or cut off: ${what}.`, [], cause)
}

function readDirectory(bytes: Buffer, limits: TableLimits): Map<string, Entry> {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const size = bytes.readUInt32LE(end + 12)
  const start = bytes.readUInt32LE(end + 16)
  if (count === ZIP64_COUNT || size === ZIP64_SIZE || start === ZIP64_SIZE)
    throw damaged('zip64 archives are not taken')
  if (count > MAX_ENTRIES) {
    throw new VouchError('too_large', `The workbook holds ${count} parts; ${MAX_ENTRIES} is the limit.`)
  }
  if (start + size !== end || bytes.readUInt16LE(end + 8) !== count)
    throw damaged('its directory is not where it should be')
  const entries = new Map<string, Entry>()
  let total = 0
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > end || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) throw damaged('its directory is broken')
    const nameEnd = at + ENTRY_BYTES + bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + ENTRY_BYTES, nameEnd)
    const entry = readEntry(bytes, at, name)
    total += entry.bytes
    if (total > limits.unpackedBytes) {
      throw new VouchError(
        'too_large',
        `The workbook unpacks to more than ${limits.unpackedBytes} bytes, the limit for a table.`,
      )
    }
    if (entries.has(name)) throw damaged(`${name} is there twice`)
    entries.set(name, entry)
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (at !== end) throw damaged('its directory is broken')
  return entries
}

/** Where the end record begins: the last one whose comment reaches exactly to the end of the file. */
function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES)
  for (let at = bytes.length - END_BYTES; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE && at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length)
      return at
  }
  throw damaged('it has no end record')
}

function readEntry(bytes: Buffer, at: number, name: string): Entry {
  const encrypted = (bytes.readUInt16LE(at + 8) & 1) === 1
  if (encrypted)
    throw new VouchError('unsupported_media', 'The workbook is protected by a password: save it without one.')
  const entry: Entry = {
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    packedBytes: bytes.readUInt32LE(at + 20),
    bytes: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  }
  if (entry.method !== STORED && entry.method !== DEFLATED) throw damaged(`${name} is packed in a way we do not know`)
  if (entry.packedBytes === ZIP64_SIZE || entry.bytes === ZIP64_SIZE || entry.offset === ZIP64_SIZE) {
    throw damaged('zip64 archives are not taken')
  }
  if (entry.bytes > RATIO_FREE_BYTES && entry.bytes > entry.packedBytes * MAX_RATIO) {
    throw new VouchError(
      'too_large',
      `A part of the workbook unpacks to more than ${MAX_RATIO} times its size, as no table does.`,
    )
  }
  return entry
}

/** The bytes of an entry as they lie in the archive, behind its own header. */
function packedBytes(bytes: Buffer, entry: Entry, name: string): Buffer {
  const { offset } = entry
  if (offset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(offset) !== LOCAL_SIGNATURE)
    throw damaged(`${name} is not there`)
  const start = offset + LOCAL_BYTES + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const end = start + entry.packedBytes
  if (end > bytes.length) throw damaged(`${name} is cut off`)
  return bytes.subarray(start, end)
}

async function inflateEntry(packed: Buffer, entry: Entry, name: string): Promise<Buffer> {
  if (entry.bytes === 0) return Buffer.alloc(0)
  try {
    return await inflate(packed, { maxOutputLength: entry.bytes })
  } catch (error) {
    throw damaged(`${name} cannot be unpacked`, error)
  }
}
