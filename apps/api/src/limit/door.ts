import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../account/caller.ts'
import { createIdempotency, type Idempotency, wantsOnce } from '../idempotency/idempotency.ts'
import type { Services } from '../services.ts'
import { admit, type Admission, createAdmission } from './admission.ts'
import { bodyCost } from './costs.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'

/** A request whose sender is known and whose body has not been touched. */
export interface Arrival {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly caller: Caller
  /** the procedure or route that it is for */
  readonly operation: string
  /** what that costs, without the body */
  readonly cost: number
}

/** What every request of the API passes before it is worked on, and what is done for it while it is. */
export interface Door {
  /** Counts it. @throws RetryLater `too_many` */
  count(arrival: Arrival): Promise<void>
  /**
   * Has it wait for room, and does it once where it names an `Idempotency-Key`.
   * @throws RetryLater `unavailable` when it has to come again; nothing has been done then
   */
  enter(arrival: Arrival, work: () => Promise<void>): Promise<void>
  /** Counts a request that is for nothing we know, or whose sender could not prove who he is. */
  turnAway(req: IncomingMessage, res: ServerResponse): Promise<void>
  close(): void
}

export function createDoor(services: Services): Door {
  const { settings, log, metrics, findAddress } = services
  const rateLimit: RateLimit | null = createRateLimit(settings, log)
  const admission: Admission = createAdmission(settings)
  const idempotency: Idempotency = createIdempotency(services)
  for (const [name, gate] of Object.entries(admission)) metrics.watchGate(name, gate)
  return {
    async count({ req, res, caller, cost }) {
      if (rateLimit && cost > 0) await rateLimit.charge(caller, cost + bodyCost(req), res)
    },
    async enter({ req, res, caller, operation }, work) {
      const leave = await admit(admission, { req, res, caller })
      try {
        await (wantsOnce(req, operation) ? idempotency.once({ req, res, caller, run: work }) : work())
      } finally {
        leave?.()
      }
    },
    async turnAway(req, res) {
      await rateLimit?.charge({ accountId: null, address: findAddress(req) }, 1, res)
    },
    close() {
      rateLimit?.close()
      idempotency.close()
    },
  }
}
