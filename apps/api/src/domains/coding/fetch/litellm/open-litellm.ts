import { isRecord } from '@vouch/core/domains/coding/read-value'
import { DAY_MS, dateOf } from '@vouch/core/domains/coding/utc-days'
import { VouchError } from '@vouch/core/error'
import { type Clock, openUpstream } from '../open-upstream.ts'

export interface LitellmOptions {
  /** of the proxy, without a slash at its end */
  readonly base: string
  readonly key: string | undefined
  /** the most that a page may hold */
  readonly bytes: number
  readonly clock: Clock
}

export interface Litellm {
  /** The calls that began on a day, UTC, a page at a time. @throws VouchError `upstream`, `unavailable` */
  pagesOf(date: string): AsyncGenerator<readonly unknown[], void, undefined>
}

/** The most that the proxy gives at once. */
const PAGE_ROWS = 100
/** The list of calls, and what it was called before (LiteLLM 1.80). */
const PATHS = ['/spend/logs/v2', '/spend/logs/ui'] as const
/** How the proxy says that it keeps nothing, with a status that would mean something else. */
const NO_DATABASE = /prisma client|(db|database) not connected/i

/** A LiteLLM proxy’s list of calls. */
export function openLitellm({ base, key, bytes, clock }: LitellmOptions): Litellm {
  const upstream = openUpstream({
    name: 'The LiteLLM proxy',
    base,
    setting: 'LITELLM_PROXY_URL',
    headers: { accept: 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    bytes,
    clock,
    hint: '',
  })
  let path: (typeof PATHS)[number] = PATHS[0]

  const ask = async (query: URLSearchParams): Promise<unknown> => {
    const answer = await upstream.ask(`${base}${path}?${query.toString()}`)
    if (answer.ok) return upstream.readJson(answer)
    if (answer.status === 404 && path === PATHS[0]) {
      await answer.body?.cancel()
      path = PATHS[1]
      return ask(query)
    }
    const said: unknown = await upstream.readJson(answer).catch(() => null)
    throw refusal(answer.status, { said, hasKey: key !== undefined })
  }

  return {
    async *pagesOf(date) {
      // up to midnight itself: the proxy counts in whole seconds, and a call of the day's last one would be missing
      const query = { start_date: `${date} 00:00:00`, end_date: `${dateOf(Date.parse(date) + DAY_MS)} 00:00:00` }
      for (let page = 1; ; page++) {
        const asked = {
          ...query,
          page: String(page),
          page_size: String(PAGE_ROWS),
          sort_by: 'startTime',
          sort_order: 'asc',
        }
        const answer = await ask(new URLSearchParams(asked))
        const rows: unknown = isRecord(answer) ? answer['data'] : undefined
        if (!isRecord(answer) || !Array.isArray(rows))
          throw new VouchError(
            'upstream',
            'The LiteLLM proxy answered with no list of calls. Is LITELLM_PROXY_URL right?',
          )
        if (rows.length > 0) yield rows
        // its total is counted up to 10,000 and no further
        const { page_size: size } = answer
        if (rows.length < (typeof size === 'number' && size > 0 ? size : PAGE_ROWS)) return
      }
    },
  }
}

function refusal(status: number, { said, hasKey }: { readonly said: unknown; readonly hasKey: boolean }): VouchError {
  if (NO_DATABASE.test(JSON.stringify(said) ?? ''))
    return new VouchError('upstream', 'The LiteLLM proxy has no database, so that it keeps no list of calls.')
  const key = 'the key in LITELLM_PROXY_KEY'
  if (status === 401)
    return new VouchError(
      'upstream',
      hasKey
        ? `The LiteLLM proxy does not know ${key}, or it may not see the calls of all.`
        : `The LiteLLM proxy asks for a key: LITELLM_PROXY_KEY is not set.`,
    )
  if (status === 403)
    return new VouchError(
      'upstream',
      `The LiteLLM proxy does not show the calls of all${hasKey ? ` with ${key}` : ''}: it takes an admin’s key.`,
    )
  if (status === 404)
    return new VouchError('upstream', `The LiteLLM proxy has no ${PATHS.join(' and no ')}. Is LITELLM_PROXY_URL right?`)
  return new VouchError('upstream', `The LiteLLM proxy answered with status ${status}.`)
}
