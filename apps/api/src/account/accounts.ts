import type { Logger } from 'pino'
import type { Database } from '../db/client.ts'
import type { Settings } from '../env.ts'
import { type Callers, createCallers } from './callers.ts'
import { openPasswords, type Passwords } from './passwords.ts'
import { sharedSecret } from './secret-store.ts'
import { deleteOldSessions } from './session-store.ts'
import { createStreamTickets, type StreamTickets } from './stream-tickets.ts'
import { createThrottle, deleteFaded, type Throttle } from './throttle.ts'
import { type AccessTokens, createAccessTokens } from './tokens.ts'

/** What accounts are made of, beside their rows. */
export interface Accounts {
  readonly tokens: AccessTokens
  readonly tickets: StreamTickets
  readonly callers: Callers
  readonly passwords: Passwords
  readonly throttle: Throttle
  close(): void
}

const SWEEP_MS = 3_600_000

export async function openAccounts(
  settings: Pick<Settings, 'JWT_SECRET_KEY' | 'ACCESS_TOKEN_EXPIRE_MINUTES'>,
  { database, log }: { database: Pick<Database, 'sql'>; log: Pick<Logger, 'warn'> },
): Promise<Accounts> {
  const { sql } = database
  const secret = settings.JWT_SECRET_KEY ?? (await sharedSecret(sql, 'tokens'))
  const tokens = createAccessTokens(secret, settings.ACCESS_TOKEN_EXPIRE_MINUTES)
  const sweep = () =>
    void Promise.all([deleteOldSessions(sql), deleteFaded(sql)]).catch((error: unknown) =>
      log.warn({ err: error }, 'what is over of accounts could not be deleted'),
    )
  const timer = setInterval(sweep, SWEEP_MS).unref()
  return {
    tokens,
    tickets: createStreamTickets(secret),
    callers: createCallers(sql, tokens),
    passwords: await openPasswords(),
    throttle: createThrottle(sql, await sharedSecret(sql, 'throttle')),
    close: () => clearInterval(timer),
  }
}
