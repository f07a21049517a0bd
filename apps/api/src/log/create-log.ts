import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { Settings } from '../env.ts'

/** Lines are written together: a line a write would take a journey to another thread each. */
const BUFFER_BYTES = 4096
const FLUSH_MS = 200
/** Deeper than any chain of causes that we make. */
const CAUSES = 4

/**
 * The log, as lines of JSON on stderr. What it is given may be shown to an operator: ids, counts, times. Errors may quote
 * what was sent; of them only what cannot is kept.
 */
export function createLog({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>, to?: DestinationStream): Logger {
  const stream = to ?? stderr()
  return pino({ level: LOG_LEVEL, serializers: { err: plainError }, base: { pid: process.pid } }, stream)
}

function stderr(): DestinationStream {
  const stream = destination({ fd: 2, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS })
  process.once('exit', () => {
    try {
      stream.flushSync()
    } catch {
      // nobody listens any more
    }
  })
  return stream
}

interface PlainError {
  readonly type: string
  readonly code?: string
  readonly message: string
  readonly at?: readonly string[]
  readonly cause?: PlainError
}

/** An error without anything that somebody sent: no quotation, no parameter of a statement, no value of a row. */
export function plainError(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error)) return { type: typeof error, message: '' }
  const { name, message, stack = '', cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const at = stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim())
  return {
    type: name,
    ...(code === null ? {} : { code }),
    message: withoutQuotations(message),
    ...(at.length > 0 ? { at } : {}),
    ...(cause !== undefined && depth < CAUSES ? { cause: plainError(cause, depth + 1) } : {}),
  }
}

const MESSAGE_CHARACTERS = 300

export function withoutQuotations(message: string): string {
  // drizzle puts the whole statement with its parameters here; its cause says what was wrong
  if (message.startsWith('Failed query')) return 'Failed query'
  return message
    .replaceAll(/“[^”]*”|"[^"]*"|'[^']*'|`[^`]*`/g, '“…”')
    .replace(/["“'`].*$/s, '“…')
    .slice(0, MESSAGE_CHARACTERS)
}
