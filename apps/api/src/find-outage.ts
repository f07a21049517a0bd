import type { ErrorCode } from '@vouch/contracts/error'

interface KnownFault {
  readonly code: ErrorCode
  /** in the caller's words */
  readonly detail: string
}

const DATABASE: KnownFault = { code: 'unavailable', detail: 'The database does not answer at the moment.' }
const BUSY: KnownFault = { code: 'unavailable', detail: 'Others are changing the same thing; try again in a moment.' }
const DISK: KnownFault = { code: 'no_space', detail: 'There is no room left to store this.' }
const DESCRIPTORS: KnownFault = { code: 'unavailable', detail: 'Too much is under way at the moment.' }
const TEXT: KnownFault = { code: 'invalid', detail: 'The request holds a character that no text here can hold.' }
const NUMBER: KnownFault = {
  code: 'invalid',
  detail: 'The request holds a number that is larger than any here can be.',
}

/** By the code that Node or PostgreSQL gives, in an error or one of its causes. */
const FAULTS: ReadonlyMap<string, KnownFault> = new Map([
  // the connection could not be made, or broke
  ...codes('ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN', DATABASE),
  // the server shuts down, starts, has no connection to spare, or took too long
  ...codes('08000 08001 08003 08006 57P01 57P02 57P03 53300 57014 25006', DATABASE),
  ...codes('40001 40P01 55P03', BUSY),
  ...codes('ENOSPC EDQUOT 53100', DISK),
  ...codes('EMFILE ENFILE', DESCRIPTORS),
  ...codes('22021 22P05', TEXT),
  ...codes('22003', NUMBER),
])

function codes(list: string, fault: KnownFault): [string, KnownFault][] {
  return list.split(' ').map((code) => [code, fault])
}

/** What the database's driver says without a code. */
const BROKEN =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end)/

const DEPTH = 6

/** What is known of an error that no code of ours made: that time mends it, or that its caller can; else null. */
export function findOutage(error: unknown): KnownFault | null {
  let cause = error
  for (let depth = 0; depth < DEPTH && cause instanceof Error; depth++) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    const known = FAULTS.get(code) ?? (BROKEN.test(cause.message) ? DATABASE : undefined)
    if (known) return known
    cause = cause.cause
  }
  return null
}
