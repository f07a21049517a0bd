import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { VouchError } from '@vouch/core/error'
import type { Logger } from 'pino'
import type { Caller } from '../account/caller.ts'
import type { Database } from '../db/client.ts'
import { RetryLater } from '../limit/retry-later.ts'
import { addressKey } from '../limit/client-address.ts'
import { hasBody } from '../rest/read-json.ts'
import { onBody } from './body-arrived.ts'
import { holdAnswer } from './held-answer.ts'
import { reserveIds } from './request-ids.ts'
import {
  claimRequest,
  dropClaims,
  forgetOldAnswers,
  forgetRequest,
  HELD_SECONDS,
  holdRequest,
  keepAnswer,
  type KeptAnswer,
  type RequestKey,
} from './store.ts'

/** A larger answer is not given again; that it was given is. */
const ANSWER_BYTES = 32 << 20
/** Headers that say something about the body, and are given again with it. */
const KEPT_HEADERS = ['content-type', 'location', 'preference-applied', 'retry-after', 'cache-control']
const HOUR_MS = 3_600_000
/** With or without quotation marks, as the draft has it and as everyone sends it. */
const KEY = /^"?([\x21\x23-\x7e]{1,255})"?$/

/** One request on its way, and how it is done. */
export interface Work {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly caller: Caller
  /** resolves or rejects when it is answered; a rejection is nothing sent yet */
  run(): Promise<void>
}

export interface Idempotency {
  /**
   * Does a request that names an `Idempotency-Key` once, and gives the same bytes to whoever repeats it
   * (draft-ietf-httpapi-idempotency-key-header). What is refused has had no effect and is not kept. One whose process
   * dies between its effect and its answer is begun again, and has the same effect under the same ids: none.
   * @throws VouchError `invalid` for a key of another request; RetryLater `conflict` while the first is under way
   */
  once(work: Work): Promise<void>
  close(): void
}

/** What hands out or takes secrets: none of it is written down here, not even as a hash. */
const SECRET = /^\/?(api\/)?(account|auth|key)/

/** Whether a request's answer is to be kept under a key; the hot path ends here. */
export function wantsOnce({ method, headers }: IncomingMessage, operation: string): boolean {
  return headers['idempotency-key'] !== undefined && method !== 'GET' && method !== 'HEAD' && !SECRET.test(operation)
}

/** What turns a repeated request back: its first answer. */
class Answered extends Error {
  readonly answer: KeptAnswer

  constructor(answer: KeptAnswer) {
    super('answered before')
    this.answer = answer
  }
}

export function createIdempotency({ database, log }: { database: Database; log: Logger }): Idempotency {
  const { sql } = database
  const quietly = (done: Promise<void>) =>
    done.catch((error: unknown) => log.warn({ err: error }, 'the answers to repeated requests cannot be reached'))
  // an embedded database is one process's, so what its predecessor began is nobody's
  if (database.kind === 'pglite') void quietly(dropClaims(sql))
  const sweep = setInterval(() => void quietly(forgetOldAnswers(sql)), HOUR_MS).unref()

  /** Lets the work begin, or turns it back. @returns the ids of what it makes */
  const begin = async (key: RequestKey, sha256: string): Promise<string> => {
    const claim = await claimRequest(sql, key, sha256)
    if (claim.kind === 'answered') throw new Answered(claim.answer)
    if (claim.kind === 'another request')
      throw new VouchError('invalid', 'This Idempotency-Key was used for another request.', [
        { field: 'idempotency-key', message: 'was used for another request' },
      ])
    if (claim.kind === 'under way')
      throw new RetryLater('conflict', 'The first request with this Idempotency-Key is still under way.', 1)
    return claim.reserved
  }

  /** One request's hold on its key, from the moment at which its body is there. */
  const createClaim = (req: IncomingMessage, key: RequestKey) => {
    let beat: NodeJS.Timeout | null = null
    return {
      async claim(bodySha256: string): Promise<void> {
        if (beat) return
        reserveIds(req, await begin(key, requestHash(req, bodySha256)))
        beat = setInterval(() => void quietly(holdRequest(sql, key)), (HELD_SECONDS * 1000) / 3).unref()
      },
      /** Keeps the answer to what was done; what was refused is forgotten. An answer that cannot be kept is sent all the same. */
      async end(answer: KeptAnswer | null): Promise<void> {
        if (!beat) return
        clearInterval(beat)
        const kept = answer && answer.status < 400
        await quietly(kept ? keepAnswer(sql, key, answer) : forgetRequest(sql, key))
      },
    }
  }

  const once = async ({ req, res, caller, run }: Work): Promise<void> => {
    const key = { scope: scopeOf(caller), key: readKey(req) }
    const begun = createClaim(req, key)
    const stopListening = onBody(req, begun.claim)
    const held = holdAnswer(res)
    try {
      if (!hasBody(req)) await begun.claim('')
      await Promise.race([run().then(() => held.whole), held.whole])
      await begun.end(readAnswer(res, held.pieces))
    } catch (error) {
      held.release()
      if (error instanceof Answered) return sendAgain(res, error.answer)
      await begun.end(null)
      throw error
    } finally {
      stopListening()
    }
    held.release()
    for (const piece of held.pieces) res.write(piece)
    res.end()
  }

  return { once, close: () => clearInterval(sweep) }
}

function readKey({ headers }: IncomingMessage): string {
  const key = KEY.exec(String(headers['idempotency-key']))?.[1]
  if (key === undefined)
    throw new VouchError('bad_request', 'An Idempotency-Key is 1 to 255 visible ASCII characters.', [
      { field: 'idempotency-key', message: 'must be 1 to 255 visible ASCII characters' },
    ])
  return key
}

/** An account's keys are its own; without one, those of its address, which is not kept. */
function scopeOf({ accountId, address }: Caller): string {
  return (
    accountId ??
    `address ${createHash('sha256')
      .update(`vouch ${addressKey(address)}`)
      .digest('hex')}`
  )
}

function requestHash({ method, url, headers }: IncomingMessage, bodySha256: string): string {
  const type = headers['content-type']?.split(';', 1)[0] ?? ''
  return createHash('sha256')
    .update(JSON.stringify([method, url, type, headers.prefer ?? '', bodySha256]))
    .digest('hex')
}

function readAnswer(res: ServerResponse, pieces: readonly Buffer[]): KeptAnswer {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const headers: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = res.getHeader(name)
    if (value !== undefined) headers[name] = String(value)
  }
  return { status: res.statusCode, headers, body: bytes > ANSWER_BYTES ? null : Buffer.concat(pieces) }
}

function sendAgain(res: ServerResponse, { status, headers, body }: KeptAnswer): void {
  if (body === null)
    throw new VouchError('conflict', 'This request was answered, and the answer was too large to be kept.')
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.setHeader('idempotency-replayed', 'true')
  if (body.length > 0) res.setHeader('content-length', body.length)
  res.statusCode = status
  res.end(body)
}
