import { createReadStream } from 'node:fs'

/** Sent to the database at once. */
const BATCH_BYTES = 4 << 20
const BATCH_LINES = 1000

/** The lines of a file, some at once. A line ends at a line feed and nowhere else: not all readers see it so. */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  let lines: string[] = []
  let length = 0
  let rest = ''
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const parts = `${rest}${String(piece)}`.split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      lines.push(line)
      length += line.length
      if (lines.length < BATCH_LINES && length < BATCH_BYTES) continue
      yield lines
      lines = []
      length = 0
    }
  }
  if (rest !== '') throw new Error('The last line has no end.')
  if (lines.length > 0) yield lines
}
