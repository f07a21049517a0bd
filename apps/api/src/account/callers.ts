import { Scope } from '@vouch/contracts/account'
import { VouchError } from '@vouch/core/error'
import type { Sql } from '../db/client.ts'
import { type Caller, nobody, type Sent } from './caller.ts'
import type { Credential } from './read-credential.ts'
import { findKey, findSession } from './session-store.ts'
import { type AccessTokens, hashToken } from './tokens.ts'

/** How long this process goes by what it read: so late a change made by another process is seen. */
const HELD_MS = 5000
const HELD = 10_000

export interface Callers {
  /** Never rejects: one that does not hold is nobody, and says why. */
  find(credential: Credential, sent: Sent): Promise<Caller>
  /** What was read of an account counts no more: its log-ins, its keys or its roles have changed. */
  forget(accountId: string): void
}

type Known = Omit<Caller, 'refused' | keyof Sent>

/** Who callers are, by their tokens and keys, with the last few thousand kept for some seconds. */
export function createCallers(database: Sql, tokens: AccessTokens): Callers {
  const held = new Map<
    string,
    { readonly untilMs: number; known: Known | null; readonly found: Promise<Known | null> }
  >()

  const hold = (name: string, look: () => Promise<Known | null>): Promise<Known | null> => {
    const kept = held.get(name)
    if (kept && kept.untilMs > performance.now()) return kept.found
    const found = look()
    const entry = { untilMs: performance.now() + HELD_MS, known: null as Known | null, found }
    held.delete(name)
    held.set(name, entry)
    const [oldest] = held.keys()
    if (held.size > HELD && oldest !== undefined) held.delete(oldest)
    const drop = () => {
      if (held.get(name) === entry) held.delete(name)
    }
    found.then((known) => (known ? (entry.known = known) : drop()), drop)
    return found
  }

  const bySession = async (token: string): Promise<Known | null> => {
    const subject = await tokens.verify(token)
    if (!subject) return null
    const known = await hold(subject.sessionId, async () => {
      const standing = await findSession(database, subject)
      return standing && { ...standing, sessionId: subject.sessionId, keyId: null, scopes: null }
    })
    return known?.accountId === subject.accountId ? known : null
  }
  const byKey = (key: string) =>
    hold(hashToken(key), async () => {
      const found = await findKey(database, key)
      return found && { ...found, sessionId: null, scopes: found.scopes.filter((scope) => isScope(scope)) }
    })

  return {
    async find({ kind, text }, sent) {
      try {
        const known = kind === 'token' ? await bySession(text) : kind === 'key' ? await byKey(text) : null
        if (known) return { ...known, ...sent, foreignPage: false, refused: null }
        return nobody(sent, new VouchError('unauthorized', 'The token or key does not hold, or no longer.'))
      } catch (error) {
        return nobody(sent, error instanceof Error ? error : new Error(String(error)))
      }
    },
    forget(accountId) {
      for (const [name, { known }] of held) if (known === null || known.accountId === accountId) held.delete(name)
    },
  }
}

function isScope(text: string): text is Scope {
  return Scope.safeParse(text).success
}
