import { createHash, randomBytes } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { z } from 'zod'
import type { Credential } from './read-credential.ts'

/** Long enough to open a socket with it. */
export const TICKET_SECONDS = 30
const AUDIENCE = 'vouch-stream'
/** Tickets that were used and could be used again were they not remembered. */
const REMEMBERED = 10_000

/**
 * A browser’s socket can bring no header, and an access token in its address would stand in logs. So a socket is opened with a
 * ticket: it holds what its bearer proved, sealed, for half a minute and for one time.
 */
export interface StreamTickets {
  give(credential: Credential): Promise<string>
  /** null: it is not ours, is over, or was used */
  take(ticket: string): Promise<Credential | null>
}

const Sealed = z.object({ kind: z.enum(['token', 'key']), text: z.string(), jti: z.string() })

export function createStreamTickets(secret: string): StreamTickets {
  // another key than that of tokens, from the same secret
  const key = createHash('sha256').update(`${AUDIENCE}\n${secret}`).digest()
  const used = new Set<string>()
  return {
    give: ({ kind, text }) =>
      new EncryptJWT({ kind, text })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(AUDIENCE)
        .setJti(randomBytes(16).toString('base64url'))
        .setExpirationTime(Math.floor(Date.now() / 1000) + TICKET_SECONDS)
        .encrypt(key),
    async take(ticket) {
      const opened = await jwtDecrypt(ticket, key, { audience: AUDIENCE }).catch(() => null)
      const sealed = Sealed.safeParse(opened?.payload)
      if (!sealed.success || used.has(sealed.data.jti)) return null
      used.add(sealed.data.jti)
      const [oldest] = used
      if (used.size > REMEMBERED && oldest !== undefined) used.delete(oldest)
      return { kind: sealed.data.kind, text: sealed.data.text }
    },
  }
}
