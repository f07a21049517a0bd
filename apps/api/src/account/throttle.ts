import { createHmac } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { throttle } from '../db/schema/accounts.ts'
import { addressKey } from '../limit/client-address.ts'
import { RetryLater } from '../limit/retry-later.ts'

/** So many failures cost nothing; each one more doubles the wait, from a second on; one is forgiven every `fadeSeconds`. */
interface Rule {
  readonly free: number
  readonly fadeSeconds: number
  readonly longestSeconds: number
}

const RULES = {
  /** one account from one address: a person who has forgotten, or a guesser */
  pair: { free: 5, fadeSeconds: 3600, longestSeconds: 3600 },
  /** one account from all addresses it is not known at: in a day some 35 guesses, and one a day from then on */
  account: { free: 20, fadeSeconds: 86_400, longestSeconds: 86_400 },
  /** one address at all accounts: a clinic behind one address mistypes less than that */
  address: { free: 40, fadeSeconds: 10, longestSeconds: 900 },
  /** accounts made, and links for the first admin tried, from one address */
  newcomer: { free: 30, fadeSeconds: 10, longestSeconds: 60 },
} as const satisfies Record<string, Rule>
type Kind = keyof typeof RULES

/** An address that its account logged in from within this time is known, and nothing that strangers do slows it. */
const KNOWN_DAYS = 90

export interface Throttle {
  /**
   * Lets `check` see whether a password is right. It counts as wrong beforehand, so that of many guesses at once no more
   * are looked at than of as many in a row.
   * @throws RetryLater `too_many` before anything is looked at
   */
  attempt(who: { login: string; address: string }, check: () => Promise<boolean>): Promise<boolean>
  /** Counts a new account, or what else a stranger may do rarely. @throws RetryLater `too_many` */
  admit(address: string): Promise<void>
  /** Notes that an account belongs to somebody at an address. */
  welcome(who: { login: string; address: string }): Promise<void>
}

interface Count {
  readonly kind: Kind
  readonly key: string
}

const Held = z.array(z.object({ key: z.string(), failures: z.number(), age: z.number(), known: z.boolean() }))

/** Counts failed log-ins in the database, so that every process knows of all and a restart forgets none. */
export function createThrottle(database: Sql, secret: string): Throttle {
  // a database that is read by strangers does not tell who logs in from where
  const name = (kind: Kind, ...parts: readonly string[]): Count => ({
    kind,
    key: `${kind}:${createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url')}`,
  })
  const pairOf = (login: string, address: string) => name('pair', login, addressKey(address))
  const giveBack = ({ key }: Count) =>
    database
      .update(throttle)
      .set({ failures: sql`greatest(0, ${throttle.failures} - 1)` })
      .where(eq(throttle.key, key))
  const welcome = async ({ key }: Count) => {
    const known = { failures: 0, knownAt: sql`now()` }
    await database
      .insert(throttle)
      .values({ key, ...known })
      .onConflictDoUpdate({ target: throttle.key, set: known })
  }

  return {
    async attempt({ login, address }, check) {
      const pair = pairOf(login, address)
      const others = [name('account', login), name('address', addressKey(address))]
      const counted = await count(database, [pair, ...others], pair)
      let right = false
      try {
        right = await check()
      } catch (error) {
        // it was not looked at: that is nobody's failure
        for (const one of counted) await giveBack(one)
        throw error
      }
      if (!right) return false
      for (const one of counted) if (one !== pair) await giveBack(one)
      await welcome(pair)
      return true
    },
    async admit(address) {
      await count(database, [name('newcomer', addressKey(address))], null)
    },
    welcome: ({ login, address }) => welcome(pairOf(login, address)),
  }
}

/**
 * Counts one failure for each, or for `pair` alone where it is known, unless any of them has to wait. All are held in one
 * order, so that no two attempts wait for each other.
 */
async function count(database: Sql, counts: readonly Count[], pair: Count | null): Promise<readonly Count[]> {
  const inOrder = [...counts].sort((a, b) => (a.key < b.key ? -1 : 1))
  return database.transaction(async (tx) => {
    const held = Held.parse(
      await tx
        .insert(throttle)
        .values(inOrder.map(({ key }) => ({ key, failures: 0 })))
        .onConflictDoUpdate({ target: throttle.key, set: { key: sql`excluded.key` } })
        .returning({
          key: throttle.key,
          failures: throttle.failures,
          age: sql<number>`extract(epoch from now() - ${throttle.at})::float8`,
          known: sql<boolean>`coalesce(${throttle.knownAt} > now() - make_interval(days => ${KNOWN_DAYS}), false)`,
        }),
    )
    const of = ({ key }: Count) => held.find((row) => row.key === key) ?? { failures: 0, age: 0, known: false }
    const counted = pair && of(pair).known ? [pair] : inOrder
    const waitSeconds = Math.max(...counted.map((one) => waitOf(RULES[one.kind], of(one))))
    if (waitSeconds > 0)
      throw new RetryLater('too_many', 'Too many attempts that failed. Wait for a moment.', waitSeconds)
    for (const one of counted) {
      const { failures, age } = of(one)
      const left = Math.max(0, failures - age / RULES[one.kind].fadeSeconds)
      await tx
        .update(throttle)
        .set({ failures: left + 1, at: sql`now()` })
        .where(eq(throttle.key, one.key))
    }
    return counted
  })
}

function waitOf({ free, longestSeconds }: Rule, { failures, age }: { failures: number; age: number }): number {
  // a moment's fading makes nobody better
  const over = Math.round(failures) - free
  return over < 0 ? 0 : Math.min(longestSeconds, 2 ** over) - age
}

/** Forgets what has faded. */
export async function deleteFaded(database: Sql): Promise<void> {
  await database.delete(throttle).where(
    sql`${throttle.at} < now() - make_interval(days => 1 + ceil(${throttle.failures})::int)
      and coalesce(${throttle.knownAt} < now() - make_interval(days => ${KNOWN_DAYS}), true)`,
  )
}
