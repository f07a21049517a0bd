import { createHash, randomBytes } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

const ISSUER = 'vouch'
const AUDIENCE = 'vouch-api'
const ALGORITHM = 'HS256'
const TYPE = 'access'
/** How far the clocks of two machines may be apart. */
const LEEWAY_SECONDS = 30
/** Tokens in use that are known by sight. */
const REMEMBERED = 10_000

/** Who an access token is for, and the log-in it came from; nothing personal. */
export interface TokenSubject {
  readonly accountId: string
  readonly sessionId: string
}

export interface AccessTokens {
  readonly seconds: number
  sign(subject: TokenSubject): Promise<string>
  /** null for a token that is not ours, not for this, or over */
  verify(token: string): Promise<TokenSubject | null>
}

const Claims = z.object({
  sub: z.string(),
  sid: z.string(),
  jti: z.string(),
  iat: z.number(),
  nbf: z.number(),
  exp: z.number(),
  typ: z.literal(TYPE),
})

export function createAccessTokens(secret: string, minutes: number): AccessTokens {
  const key = new TextEncoder().encode(secret)
  const seconds = Math.round(minutes * 60)
  // a signature that held once holds: it takes a tenth of a request's time to see it again
  const verifiedBefore = new Map<string, { readonly subject: TokenSubject; readonly untilSeconds: number }>()
  return {
    seconds,
    sign: ({ accountId, sessionId }) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ sid: sessionId, typ: TYPE })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(accountId)
        .setJti(randomBytes(16).toString('base64url'))
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + seconds)
        .sign(key)
    },
    async verify(token) {
      const seen = verifiedBefore.get(token)
      if (seen) return seen.untilSeconds > Date.now() / 1000 ? seen.subject : null
      const verified = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTolerance: LEEWAY_SECONDS,
      }).catch(() => null)
      const claims = Claims.safeParse(verified?.payload)
      if (!claims.success) return null
      const subject = { accountId: claims.data.sub, sessionId: claims.data.sid }
      verifiedBefore.set(token, { subject, untilSeconds: claims.data.exp + LEEWAY_SECONDS })
      const [oldest] = verifiedBefore.keys()
      if (verifiedBefore.size > REMEMBERED && oldest !== undefined) verifiedBefore.delete(oldest)
      return subject
    },
  }
}

/** 256 bits of chance, as text. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** All that is kept of a token, a key or a link: chance of 256 bits needs no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
