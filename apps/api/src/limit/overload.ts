import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Metrics } from '../metrics/metrics.ts'
import { toFailure, toProblem } from '../problem.ts'
import { isForm, saidBytes } from '../request-body.ts'
import { RetryLater } from './retry-later.ts'

/**
 * Requests that are worked on at once. More would not be answered sooner, all of them later: what is beyond is told so at
 * once, and what was taken is answered within a second.
 */
const MOST_AT_WORK = 100
const RETRY_SECONDS = 1
/**
 * Requests are begun for so long, then whoever else waits for the event loop has his turn: a few new connections are
 * accepted in each of its rounds, so that long rounds would leave whoever comes anew waiting.
 */
const TURN_MS = 5

export interface OverloadOptions {
  readonly metrics: Pick<Metrics, 'request'>
  /** pages that may read the answer */
  readonly origins: readonly string[]
  readonly most?: number
}

/**
 * Refuses requests while too many are at work, which one is from when its body is here until its answer begins: a client
 * that sends or reads slowly takes nobody's place. Uploads have a gate of their own, and health answers whatever happens.
 * It stands before everything else, because under overload there are more refusals than anything else.
 */
export function refuseWhenBusy(handler: RequestListener, options: OverloadOptions): RequestListener {
  const { most = MOST_AT_WORK } = options
  const begin = inTurns(handler)
  let atWork = 0
  return (req, res) => {
    if (!isBounded(req)) return handler(req, res)
    if (atWork >= most) return refuse(req, res, options)
    let working = false
    let answered = false
    whenAnswered(res, () => {
      answered = true
      if (working) atWork--
    })
    const count = () => {
      // an answer may be there before the body is: whoever was refused by its head has taken no place
      if (answered) return
      working = true
      atWork++
    }
    if (saidBytes(req) !== 0) req.once('end', count)
    else count()
    begin(req, res)
  }
}

type Arrived = Parameters<RequestListener>

function inTurns(handler: RequestListener): RequestListener {
  const waiting: Arrived[] = []
  const turn = () => {
    const until = performance.now() + TURN_MS
    for (let next = waiting.shift(); next; next = performance.now() < until ? waiting.shift() : undefined)
      if (!next[1].destroyed) handler(...next)
    if (waiting.length > 0) setImmediate(turn)
  }
  return (...arrived) => {
    if (waiting.push(arrived) === 1) setImmediate(turn)
  }
}

function isBounded(req: IncomingMessage): boolean {
  return !/^(\/api)?\/health(\/|\?|$)/.test(req.url ?? '/') && !isForm(req)
}

/** Calls `done` once, when the answer's head is written or nobody waits for it any more. */
function whenAnswered(res: ServerResponse, done: () => void): void {
  let over = false
  const end = () => {
    if (!over) done()
    over = true
  }
  const { writeHead } = res
  const beginAnswer = (...args: unknown[]): unknown => {
    end()
    return Reflect.apply(writeHead, res, args)
  }
  Object.assign(res, { writeHead: beginAnswer })
  res.once('close', end)
}

const BUSY = toFailure(new RetryLater('unavailable', 'Vouch has too much to do; try again in a moment.', RETRY_SECONDS))

function refuse(req: IncomingMessage, res: ServerResponse, { metrics, origins }: OverloadOptions): void {
  const { method = 'GET', url = '/', headers } = req
  const requestId = randomUUID()
  const problem = toProblem(BUSY, requestId, url.split('?', 1)[0] ?? '/')
  const body = Buffer.from(JSON.stringify(problem))
  const reader = origins.find((origin) => origin === headers.origin)
  res.setHeader('content-type', 'application/problem+json; charset=utf-8')
  res.setHeader('content-length', body.length)
  res.setHeader('cache-control', 'no-store')
  res.setHeader('retry-after', RETRY_SECONDS)
  res.setHeader('x-content-type-options', 'nosniff')
  res.setHeader('x-request-id', requestId)
  if (reader !== undefined) res.setHeader('access-control-allow-origin', reader).setHeader('vary', 'Origin')
  res.statusCode = problem.status
  res.end(body)
  metrics.request({ route: '{busy}', method, status: problem.status, seconds: 0 })
}
