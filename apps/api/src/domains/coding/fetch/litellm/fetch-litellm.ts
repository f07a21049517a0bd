import { type IngestReceipt, type LitellmInput, MOST_LITELLM_DAYS } from '@vouch/contracts/domains/coding'
import { datesBetween, DAY_MS, dateOf } from '@vouch/core/domains/coding/utc-days'
import { readSpendLog } from '@vouch/core/domains/coding/read-spend-log'
import { VouchError } from '@vouch/core/error'
import { RetryLater } from '../../../../limit/retry-later.ts'
import type { Context } from '../../../../trpc.ts'
import { sha256 } from '../../coding-items.ts'
import { CLOCK, type Clock, MOST_FETCH_MS } from '../open-upstream.ts'
import { takeFetched } from '../take-fetched.ts'
import { openLitellm } from './open-litellm.ts'

/** How many days are fetched where nobody says from when on. */
const USUAL_DAYS = 7

/**
 * Fetches the calls that a LiteLLM proxy keeps, day by day, the oldest first. What is known of a day is not remembered: a call that
 * is fetched again is there once, and one that the proxy wrote down late, or that was taken back here, comes with the next fetch.
 */
export async function fetchLitellm(ctx: Context, input: LitellmInput, clock: Clock = CLOCK): Promise<IngestReceipt> {
  const { settings, limits } = ctx.services
  const { LITELLM_PROXY_URL: base, LITELLM_PROXY_KEY: key } = settings
  const until = Date.parse(input.to ?? dateOf(clock.now()))
  const since = input.from === undefined ? until - (USUAL_DAYS - 1) * DAY_MS : Date.parse(input.from)
  const dates = datesBetween(since, until + DAY_MS)
  const name = `${dateOf(since)} to ${dateOf(until)}`
  return takeFetched(ctx, { kind: 'litellm_proxy', name, held: base ?? '' }, async (taken) => {
    if (base === undefined)
      throw new VouchError('not_found', 'No LiteLLM proxy is known here: LITELLM_PROXY_URL is not set.')
    if (dates.length === 0 || dates.length > MOST_LITELLM_DAYS) throw wrongDays(dates.length)
    const proxy = openLitellm({ base, key, bytes: limits.bytes, clock })
    const deadline = clock.now() + MOST_FETCH_MS
    for (const date of dates)
      for await (const rows of proxy.pagesOf(date)) {
        await taken.keep({ sessions: await taken.read(rows, (row) => readSpendLog(row, sha256)) })
        if (clock.now() > deadline) throw tooLong(date)
      }
  })
}

function wrongDays(days: number): VouchError {
  const message = days === 0 ? 'must not be before `from`' : `must be within ${MOST_LITELLM_DAYS} days of \`from\``
  return new VouchError('invalid', 'These days cannot be fetched at one time.', [{ field: 'to', message }])
}

function tooLong(date: string): RetryLater {
  return new RetryLater(
    'unavailable',
    `The LiteLLM proxy has many calls: what was fetched so far stays; ask again from ${date} on.`,
    1,
  )
}
