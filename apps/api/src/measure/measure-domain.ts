import type { DomainId } from '@vouch/contracts/domain'
import type { Every, MeasureOutput, MeasureQuery } from '@vouch/contracts/measure'
import { DOMAINS } from '../domains/domains.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import { loadJudgedCalls, type CallsWanted, type StoredCall } from './judged-calls.ts'
import type { JudgedMeasures, JudgedWindow } from './measure-judged.ts'
import { MEASURED_FIELDS } from './measured-fields.ts'

const DAY_MS = 86_400_000
const MEASURE_MS = 120_000

/** Calls of a time, and all that is measured of them. */
export interface MeasuredCalls {
  readonly calls: readonly StoredCall[]
  readonly measures: JudgedMeasures
  readonly from: number
  readonly to: number
}

export interface MeasureWanted extends Pick<
  CallsWanted,
  'model' | 'modelVersion' | 'subjects' | 'patients' | 'reader'
> {
  readonly domain: DomainId
  readonly daysBack: number
  readonly every: Every
}

/** Loads what was said of calls, and has a thread measure it. */
export async function measureCallsOf(
  { database, readers }: Pick<Services, 'database' | 'readers'>,
  { domain, daysBack, every, ...which }: MeasureWanted,
): Promise<MeasuredCalls> {
  const to = Date.now()
  const from = to - daysBack * DAY_MS
  const calls = await loadJudgedCalls(database.sql, { domain, from, to: to + 1, ...which })
  const window = { calls, from, to, every, positive: DOMAINS[domain].label(true) }
  return { calls, measures: await measure(readers, window), from, to }
}

async function measure(readers: Services['readers'], window: JudgedWindow): Promise<JudgedMeasures> {
  const measures = await readers.run({ kind: 'figures', window }, { deadlineMs: MEASURE_MS })
  if (!isMeasures(measures)) throw new Error('A reader measured nothing.')
  return measures
}

function isMeasures(value: unknown): value is JudgedMeasures {
  return typeof value === 'object' && value !== null && 'between_experts' in value
}

/** A field's calls, verdicts and outcomes of a time, measured against each other, as the caller may be told. */
export async function measureDomain(
  ctx: Pick<Context, 'services' | 'caller' | 'requestId'>,
  { domain, days_back: daysBack, model, model_version: modelVersion, every }: MeasureQuery,
): Promise<MeasureOutput> {
  const to = Date.now()
  const from = to - daysBack * DAY_MS
  const { positive, admit, load } = MEASURED_FIELDS[domain]
  await admit(ctx)
  const { calls, drawn } = await load(ctx, { from, to, model, modelVersion })
  const measures = await measure(ctx.services.readers, { calls, from, to, every, positive })
  const { experts: _one, ...told } = measures
  return {
    domain,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(drawn === null ? {} : { drawn }),
    ...told,
  }
}
