import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { type DeadLetter, FIRST_DEAD_LETTERS } from '@vouch/contracts/domains/coding'
import type { DeadEntry, FilePart } from '@vouch/core/domains/coding/coding-entry'

/** Written at once. */
const WRITE_CHARACTERS = 1 << 18
/** Read at once of an entry that is not held in memory: a multiple of three, so that its base64 can be written one after the other. */
const READ_BYTES = 3 << 16

/**
 * What could not be taken in, each whole as a line of JSON: `{line, reason, text}`, and `base64` where the bytes are not UTF-8.
 * It is written as it comes, and what is too long to be held is copied from the file it stands in.
 */
export class DeadLetterFile {
  readonly path: string
  readonly #file: FileHandle
  readonly #first: DeadLetter[] = []
  #held: string[] = []
  #characters = 0
  #count = 0

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  static async create(path: string): Promise<DeadLetterFile> {
    return new DeadLetterFile(path, await open(path, 'w'))
  }

  get count(): number {
    return this.#count
  }

  /** The first few of them, without what they hold. */
  get first(): readonly DeadLetter[] {
    return this.#first
  }

  /** @param source the file that a `part` is of */
  async add({ part, ...entry }: DeadEntry, source?: string): Promise<void> {
    const { line, reason } = entry
    this.#count++
    if (this.#first.length < FIRST_DEAD_LETTERS) this.#first.push({ line, reason })
    if (part === undefined) return this.#write(`${JSON.stringify(entry)}\n`)
    if (source === undefined) throw new Error('An entry is a part of a file that nobody named.')
    await this.#write(`${JSON.stringify({ line, reason }).slice(0, -1)},"${part.utf8 ? 'text' : 'base64'}":"`)
    for await (const piece of part.utf8 ? textOf(source, part) : base64Of(source, part)) await this.#write(piece)
    await this.#write('"}\n')
  }

  /** Nothing can be added any more. */
  async end(): Promise<void> {
    try {
      await this.#flush()
    } finally {
      await this.#file.close()
    }
  }

  async #write(text: string): Promise<void> {
    this.#held.push(text)
    this.#characters += text.length
    if (this.#characters >= WRITE_CHARACTERS) await this.#flush()
  }

  async #flush(): Promise<void> {
    const text = this.#held.join('')
    this.#held = []
    this.#characters = 0
    await this.#file.appendFile(text)
  }
}

/** Within the quotes of a JSON text. */
async function* textOf(source: string, part: FilePart): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  for await (const piece of piecesOf(source, part)) yield JSON.stringify(decoder.write(piece)).slice(1, -1)
}

async function* base64Of(source: string, part: FilePart): AsyncGenerator<string> {
  for await (const piece of piecesOf(source, part)) yield piece.toString('base64')
}

/** Whole pieces but for the last, of which alone the length may be anything. */
async function* piecesOf(source: string, { start, end }: FilePart): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of createReadStream(source, { start, end: end - 1, highWaterMark: READ_BYTES })) {
    if (!Buffer.isBuffer(piece)) continue
    held = held.length === 0 ? piece : Buffer.concat([held, piece])
    if (held.length < READ_BYTES) continue
    yield held.subarray(0, READ_BYTES)
    held = held.subarray(READ_BYTES)
  }
  if (held.length > 0) yield held
}
