import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { RetryLater } from '../limit/retry-later.ts'

/** OWASP's first choice for argon2id, the default kind of the library: 19 MiB, two passes, one lane; some 30 ms. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 }
/** Hashed at once: they share Node's four helper threads with every read of a file. */
const LANES = Math.max(1, Math.min(2, availableParallelism()))
/** Waiting for a lane: some two seconds' worth. */
const WAITING = 64
const RETRY_SECONDS = 5

export interface Passwords {
  /** @throws RetryLater `unavailable` when too many are being hashed */
  hash(password: string): Promise<string>
  /** Takes as long for an account that is not there (null) as for one that is. */
  verify(hash: string | null, password: string): Promise<boolean>
}

export async function openPasswords(): Promise<Passwords> {
  const inLane = createLanes()
  const nobodys = await hash('the password of nobody at all', COST)
  return {
    hash: (password) => inLane(() => hash(bytesOf(password), COST)),
    verify: (kept, password) => inLane(async () => (await verify(kept ?? nobodys, bytesOf(password))) && kept !== null),
  }
}

/** The same characters typed on another machine are the same password (NFKC); all of it counts, to the last byte. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'))
}

function createLanes(): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (busy >= LANES) {
      if (waiting.length >= WAITING)
        throw new RetryLater('unavailable', 'Too many are logging in at the moment.', RETRY_SECONDS)
      // whoever leaves hands the lane on
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else busy++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else busy--
    }
  }
}
