import type { IncomingMessage } from 'node:http'

/** Called with the hash of a request's body before anything is done with it; it may throw. */
export type BodyListener = (bodySha256: string) => Promise<void>

const listeners = new WeakMap<IncomingMessage, BodyListener>()

/** @returns stops listening */
export function onBody(req: IncomingMessage, listener: BodyListener): () => void {
  listeners.set(req, listener)
  return () => void listeners.delete(req)
}

/** Says that a request's body is there, by its hash: the one moment at which a repeated request turns back. */
export async function bodyArrived(req: IncomingMessage, hash: () => string): Promise<void> {
  await listeners.get(req)?.(hash())
}
