import { decodeUtf8, isUtf8 } from '../../table/decode-text.ts'
import type { DeadEntry, Entry } from './coding-entry.ts'
import { jsonFault } from './json-fault.ts'

/** A line of a proxy's log with a whole prompt in it is shorter; a longer one is not held in memory. */
export const MAX_LINE_BYTES = 8 << 20
const LINE_FEED = 10
const RETURN = 13
const BOM = [0xef, 0xbb, 0xbf]

/** A line that is JSON: whether it is a record is for its reader to say. */
export interface JsonLine {
  /** physical lines, counted from 1 */
  readonly line: number
  readonly text: string
  readonly json: unknown
}

/**
 * The lines of a stream of bytes, each as its JSON or as a dead letter; lines of nothing but blanks are left out and counted.
 * Memory is bounded by the longest line that is kept and one piece of the stream. A byte order mark is left out, a line ends
 * with a line feed, with a return before it or without. A dead letter holds the line itself, or where in the stream it stands
 * if it is longer than `MAX_LINE_BYTES`.
 */
export async function* readJsonLines(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Entry<JsonLine>, void, undefined> {
  const open = new OpenLine()
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length)
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      open.add(bytes.subarray(start, end))
      start = end + 1
      const entry = open.take(true)
      if (entry !== null) yield entry
    }
    if (start < bytes.length) open.keep(bytes.subarray(start))
  }
  const last = open.take(false)
  if (last !== null) yield last
}

/** The line that is being read, of which pieces may have come. */
class OpenLine {
  #pieces: Buffer[] = []
  #bytes = 0
  #line = 1
  /** where it begins in the stream */
  #start = 0
  /** reads on what is too long to be held; null: nothing is, or it is not UTF-8 */
  #decoder: InstanceType<typeof TextDecoder> | null = null

  /** To be called with the line's last piece: it is read before its bytes may change. */
  add(piece: Buffer): void {
    const held = this.#bytes <= MAX_LINE_BYTES
    this.#bytes += piece.length
    if (held) this.#pieces.push(piece)
    else this.#look(piece)
  }

  /** The same of a piece that has to stay, for which it is copied: a piece of a stream may be used again. */
  keep(piece: Buffer): void {
    const held = this.#bytes <= MAX_LINE_BYTES
    this.#bytes += piece.length
    if (this.#bytes <= MAX_LINE_BYTES) this.#pieces.push(Buffer.from(piece))
    else {
      if (held) this.#decoder = new TextDecoder('utf-8', { fatal: true })
      for (const one of [...this.#pieces, piece]) this.#look(one)
      this.#pieces = []
    }
  }

  /** What the line is, null for a blank one; the next begins. `ended`: by a line feed, not by the end of the stream. */
  take(ended: boolean): Entry<JsonLine> | null {
    const [line, length, start] = [this.#line, this.#bytes, this.#start]
    const dead = length > MAX_LINE_BYTES ? this.#tooLong() : null
    const [only, ...more] = this.#pieces
    const whole = only === undefined || more.length > 0 ? Buffer.concat(this.#pieces) : only
    this.#pieces = []
    this.#bytes = 0
    this.#line++
    this.#start = start + length + 1
    this.#decoder = null
    return dead === null ? readLine(trimLine(whole, line), line, ended) : { dead }
  }

  #tooLong(): DeadEntry {
    const [start, length] = [this.#start, this.#bytes]
    const reason = `the line is ${length} bytes long, more than ${MAX_LINE_BYTES}`
    const utf8 = this.#pieces.length > 0 ? isUtf8(Buffer.concat(this.#pieces), true) : this.#isWhole()
    return { line: this.#line, reason, text: '', part: { start, end: start + length, utf8 } }
  }

  #look(piece: Buffer): void {
    try {
      this.#decoder?.decode(piece, { stream: true })
    } catch {
      this.#decoder = null
    }
  }

  /** Whether what was looked at is UTF-8 to its end. */
  #isWhole(): boolean {
    try {
      return this.#decoder?.decode() !== undefined
    } catch {
      return false
    }
  }
}

function trimLine(bytes: Buffer, line: number): Buffer {
  const start = line === 1 && BOM.every((byte, at) => bytes[at] === byte) ? BOM.length : 0
  const end = bytes[bytes.length - 1] === RETURN ? bytes.length - 1 : bytes.length
  return bytes.subarray(start, Math.max(start, end))
}

function readLine(bytes: Buffer, line: number, ended: boolean): Entry<JsonLine> | null {
  const text = decodeUtf8(bytes, 0, bytes.length)
  if (text === null) {
    const reason = 'the line is not UTF-8'
    return { dead: { line, reason, text: bytes.toString('utf8'), base64: bytes.toString('base64') } }
  }
  if (text.trim() === '') return null
  try {
    return { value: { line, text, json: JSON.parse(text) } }
  } catch (error) {
    const fault = ended ? jsonFault(error, { around: false }) : 'the file ends in it'
    const reason = `the line is not JSON: ${fault}`
    return { dead: { line, reason, text } }
  }
}
