import type { ServerResponse } from 'node:http'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Caller } from '../account/caller.ts'
import type { Settings } from '../env.ts'
import { addressKey } from './client-address.ts'
import { RetryLater } from './retry-later.ts'

const WINDOW_SECONDS = 60

export interface RateLimit {
  /**
   * Counts a request, and says on its answer what is left: `RateLimit` and `RateLimit-Policy`
   * (draft-ietf-httpapi-ratelimit-headers-10). Nothing is counted that costs nothing.
   * @throws RetryLater `too_many` when its account, or without one its address, has spent what it may
   */
  charge(caller: Pick<Caller, 'accountId' | 'address'>, cost: number, res: ServerResponse): Promise<void>
  close(): void
}

/**
 * Null when the limit is off. The counts are this process's own, or with `REDIS_URL` those of all processes; while that
 * Redis is away each process counts for itself.
 */
export function createRateLimit({ RATE_LIMIT, REDIS_URL }: Settings, log: Logger): RateLimit | null {
  if (RATE_LIMIT === null) return null
  const bound = { points: RATE_LIMIT, duration: WINDOW_SECONDS, keyPrefix: 'vouch-rate' }
  const memory = new RateLimiterMemory(bound)
  const redis = REDIS_URL === undefined ? null : openRedis(REDIS_URL, log)
  const limiter = redis
    ? new RateLimiterRedis({
        ...bound,
        storeClient: redis,
        insuranceLimiter: memory,
        inMemoryBlockOnConsumed: RATE_LIMIT,
      })
    : memory
  return {
    async charge({ accountId, address }, cost, res) {
      if (cost === 0) return
      const kind = accountId === null ? 'address' : 'account'
      const spent = await spend(() => limiter.consume(`${kind} ${accountId ?? addressKey(address)}`, cost))
      const seconds = Math.ceil(spent.msBeforeNext / 1000)
      res.setHeader('ratelimit-policy', `"${kind}";q=${RATE_LIMIT};w=${WINDOW_SECONDS}`)
      res.setHeader('ratelimit', `"${kind}";r=${Math.max(0, RATE_LIMIT - spent.consumedPoints)};t=${seconds}`)
      if (spent.consumedPoints > RATE_LIMIT)
        throw new RetryLater('too_many', `More than ${RATE_LIMIT} requests a minute came from one ${kind}.`, seconds)
    },
    close: () => redis?.disconnect(),
  }
}

/** Spent too much or not, the count comes back; what went wrong otherwise is thrown. */
async function spend(consume: () => Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  try {
    return await consume()
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  }
}

function openRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: false })
  let silent = false
  redis.on('error', (error: Error) => {
    if (!silent) log.warn({ err: error }, 'the Redis of the rate limit does not answer')
    silent = true
  })
  redis.on('ready', () => (silent = false))
  return redis
}
