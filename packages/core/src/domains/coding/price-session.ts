import { calcPrice, type ModelPrice, type Usage } from '@pydantic/genai-prices'
import type { CodingSession } from '@vouch/contracts/domains/coding'
import { matchModel, type KnownModel } from './match-model.ts'

/**
 * The table that prices are from: its version is that of the library, which a test holds against the installed one. Without
 * the library's scope: a cell of a spreadsheet that begins with an `@` is a formula.
 */
export const PRICE_TABLE = 'genai-prices 0.1.8'

/** US dollars a million tokens. */
interface Rates {
  readonly input: number
  readonly cached: number
  readonly written: number
  readonly output: number
  readonly reasoning: number
}

type Priced = Pick<
  CodingSession,
  'model' | 'timestamp' | 'tokens_in' | 'tokens_out' | 'tokens_cached' | 'tokens_cache_written' | 'tokens_reasoning'
>

const MILLION = 1e6
const DAY_CHARACTERS = 10
/** A table of models and days must not grow without end. */
const MAX_RATES = 50_000
const rates = new Map<string, Rates | null>()

/**
 * A session with its cost, in US dollars: the source's where it said one, else by the price table of the session's day, with
 * what was read from a cache, written to one and reasoned each at its own price. Null where the table does not know the
 * model, or the source does not say both the tokens of the prompt and those of the answer: a guess would not add up to an
 * invoice.
 */
export function priceSession(session: CodingSession): CodingSession {
  if (session.priced_by !== null) return session
  const cost = costOf(session)
  return cost === null ? session : { ...session, cost_usd: cost, priced_by: PRICE_TABLE }
}

function costOf(session: Priced): number | null {
  const { model, tokens_in: tokensIn, tokens_out: tokensOut } = session
  if (model === null || tokensIn === null || tokensOut === null) return null
  const known = matchModel(model)
  if (known === null) return null
  const cached = session.tokens_cached ?? 0
  const written = session.tokens_cache_written ?? 0
  const reasoning = session.tokens_reasoning ?? 0
  if (cached + written > tokensIn || reasoning > tokensOut) return null
  const rate = ratesOf(known, model, session.timestamp)
  if (rate === null) return askTable(known, { tokensIn, tokensOut, cached, written, reasoning }, session.timestamp)
  return (
    ((tokensIn - cached - written) * rate.input +
      cached * rate.cached +
      written * rate.written +
      (tokensOut - reasoning) * rate.output +
      reasoning * rate.reasoning) /
    MILLION
  )
}

interface Parts {
  readonly tokensIn: number
  readonly tokensOut: number
  readonly cached: number
  readonly written: number
  readonly reasoning: number
}

/** Null too where the table has a price for something else, the hour of sound say, and none for tokens. */
function askTable(known: KnownModel, parts: Parts, timestamp: string): number | null {
  const asked = priceOf(known, toUsage(parts), timestamp)
  if (asked === null) return null
  const { input_mtok: input, output_mtok: output } = asked.model_price
  const none = (parts.tokensIn > 0 && input === undefined) || (parts.tokensOut > 0 && output === undefined)
  return none ? null : asked.total_price
}

function toUsage({ tokensIn, tokensOut, cached, written, reasoning }: Parts): Usage {
  return {
    input_tokens: tokensIn,
    cache_read_tokens: cached,
    cache_write_tokens: written,
    output_tokens: tokensOut,
    output_reasoning_tokens: reasoning,
  }
}

function priceOf({ provider, model }: KnownModel, usage: Usage, timestamp: string) {
  // one model of its provider, that matches whatever it is called: the name was matched before
  const only = { ...provider, models: [{ ...model, match: { starts_with: '' } }] }
  return calcPrice(usage, model.id, { provider: only, timestamp: new Date(timestamp) })
}

/**
 * What a million tokens of each kind cost on a day, asked of the table once: it takes the library 15 µs a question. Null
 * where a day has no such five numbers, because a price goes by the size of the prompt, the hour, or the request, or there is none.
 */
function ratesOf(known: KnownModel, name: string, timestamp: string): Rates | null {
  const key = `${timestamp.slice(0, DAY_CHARACTERS)} ${name}`
  const found = rates.get(key)
  if (found !== undefined) return found
  const asked = askRates(known, timestamp)
  if (rates.size >= MAX_RATES) rates.clear()
  rates.set(key, asked)
  return asked
}

function askRates(known: KnownModel, timestamp: string): Rates | null {
  const { prices } = known.model
  if (Array.isArray(prices) && prices.some((price) => price.constraint?.type === 'time_of_date')) return null
  const nothing = priceOf(known, {}, timestamp)
  if (nothing === null || nothing.total_price !== 0 || !isFlat(nothing.model_price)) return null
  const none: Parts = { tokensIn: 0, tokensOut: 0, cached: 0, written: 0, reasoning: 0 }
  const ask = (parts: Partial<Parts>): number => askTable(known, { ...none, ...parts }, timestamp) ?? 0
  return {
    input: ask({ tokensIn: MILLION }),
    cached: ask({ tokensIn: MILLION, cached: MILLION }),
    written: ask({ tokensIn: MILLION, written: MILLION }),
    output: ask({ tokensOut: MILLION }),
    reasoning: ask({ tokensOut: MILLION, reasoning: MILLION }),
  }
}

function isFlat(price: ModelPrice): boolean {
  const prices = Object.values(price)
  const both = price['input_mtok'] !== undefined && price['output_mtok'] !== undefined
  return both && prices.every((one) => one === undefined || typeof one === 'number')
}
