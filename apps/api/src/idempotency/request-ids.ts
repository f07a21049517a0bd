import type { IncomingMessage } from 'node:http'
import { newId, type NewId } from '../id.ts'

interface Reserved {
  readonly tail: string
  readonly made: Set<string>
}

const reserved = new WeakMap<IncomingMessage, Reserved>()

/** Reserves the ids of what a request makes. */
export function reserveIds(req: IncomingMessage, tail: string): void {
  reserved.set(req, { tail, made: new Set() })
}

/**
 * Makes the ids of what a request makes: by chance, or those reserved for it under its `Idempotency-Key`. Whoever begins
 * it again, because the first holder of the key died, makes the same ones, and finds under them what was made already.
 */
export function requestIds(req: IncomingMessage): NewId {
  return (kind) => {
    const own = reserved.get(req)
    if (!own) return newId(kind)
    if (own.made.has(kind)) throw new Error(`A request makes one ${kind} at most.`)
    own.made.add(kind)
    return `${kind}_${own.tail}`
  }
}
