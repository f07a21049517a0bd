import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../account/caller.ts'
import type { Settings } from '../env.ts'
import { isForm, saidBytes } from '../request-body.ts'
import { addressKey } from './client-address.ts'
import { createGate, type Gate } from './gate.ts'

const MEGABYTE = 1 << 20
/** Bytes of a JSON body: some 20,000 rows of ten columns. More belong into a file, which is read beside the event loop. */
export const JSON_BYTES = 8 * MEGABYTE
/** Uploads that are taken at once: what they may fill of the disk, and never so many that each of them crawls. */
const UPLOADS = { diskBytes: 2048 * MEGABYTE, least: 2, most: 16, waiting: 256, waitMs: 10_000 }
/** JSON bodies in memory at once; small ones are bounded by the number of connections. */
const BODIES = { memoryBytes: 64 * MEGABYTE, smallBytes: 64 << 10, waiting: 64, waitMs: 5000 }

/** What bounds the bodies that are under way at once. */
export interface Admission {
  readonly uploads: Gate
  readonly bodies: Gate
}

export function createAdmission({ MAX_UPLOAD_MB }: Settings): Admission {
  const fitting = Math.floor(UPLOADS.diskBytes / (MAX_UPLOAD_MB * MEGABYTE))
  const capacity = Math.min(UPLOADS.most, Math.max(UPLOADS.least, fitting))
  return {
    uploads: createGate({
      ...UPLOADS,
      capacity,
      share: capacity / 2,
      refusal: 'Too many uploads are under way; try again in a moment.',
    }),
    bodies: createGate({
      ...BODIES,
      capacity: BODIES.memoryBytes,
      share: BODIES.memoryBytes / 2,
      refusal: 'Too many large requests are under way; try again in a moment.',
    }),
  }
}

/**
 * Has a request with a large body wait until there is room for it. Nothing of it is read before.
 * @returns null for one that needs no room; else what makes room for the next
 * @throws RetryLater `unavailable`
 */
export async function admit(
  { uploads, bodies }: Admission,
  { req, res, caller }: { req: IncomingMessage; res: ServerResponse; caller: Caller },
): Promise<(() => void) | null> {
  const bytes = saidBytes(req) ?? JSON_BYTES
  if (bytes === 0) return null
  const client = caller.accountId ?? addressKey(caller.address)
  if (isForm(req)) return uploads.enter({ weight: 1, client, res })
  return bytes <= BODIES.smallBytes ? null : bodies.enter({ weight: Math.min(bytes, JSON_BYTES), client, res })
}
