import type { DomainId } from '@vouch/contracts/domain'
import type { LabelSource } from '@vouch/contracts/feedback'
import { standingVerdicts } from '@vouch/core/measure/judged-call'
import { and, eq, gte, isNotNull, lt, ne, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { outcome, review } from '../db/schema/reviews.ts'
import { groupBy } from '../group-by.ts'
import { leastId } from '../id.ts'
import { loadJudgedCalls, type StoredCall } from '../measure/judged-calls.ts'

/** A call whose label is known, from the surest of what was said of it. */
export interface LabelledCall {
  readonly predictionId: string
  readonly row: number
  readonly label: string
  readonly source: LabelSource
  /** the day on which it became known */
  readonly observedOn: string
  /** whom or what it is of; null: the row alone */
  readonly subject: string | null
  /** the chance with which it was chosen to be judged; null: not known */
  readonly inclusion: number | null
}

/** How many labels of a source came to be held against an outcome, and how many were right. */
export interface MeasuredRight {
  readonly n: number
  readonly count: number
}

/** Which calls: of a domain, made in a time. Times in ms since 1970. */
export interface LabelsWanted {
  readonly domain: DomainId
  readonly from: number
  readonly to: number
  readonly model: string | undefined
  /** what blind experts agree on, too */
  readonly agreed: boolean
}

export interface LabelledCalls {
  readonly calls: readonly LabelledCall[]
  readonly right: Readonly<Record<Exclude<LabelSource, 'outcome'>, MeasuredRight>>
}

/**
 * The calls of a time whose label is known: an outcome beats the last word on a dispute, and that beats what blind experts
 * agree on. Corrected events do not count; of several outcomes the one that was observed last holds.
 */
export async function loadLabelledCalls(db: Sql, wanted: LabelsWanted): Promise<LabelledCalls> {
  const outcomes = byCall(await listOutcomes(db, wanted))
  const adjudicated = byCall(await listAdjudications(db, wanted))
  const agreed = byCall(wanted.agreed ? agreedCalls(await loadJudgedCalls(db, { ...wanted, reader: null })) : [])
  return {
    // what is set last holds
    calls: [...new Map([...agreed, ...adjudicated, ...outcomes]).values()],
    right: { adjudicated: rightOf(adjudicated, outcomes), agreed: rightOf(agreed, outcomes) },
  }
}

function byCall(calls: readonly LabelledCall[]): ReadonlyMap<string, LabelledCall> {
  return new Map(calls.map((call) => [`${call.predictionId}/${call.row}`, call]))
}

function rightOf(said: ReadonlyMap<string, LabelledCall>, outcomes: ReadonlyMap<string, LabelledCall>): MeasuredRight {
  const held = [...said].flatMap(([key, { label }]) => {
    const found = outcomes.get(key)
    return found === undefined ? [] : [label === found.label]
  })
  return { n: held.length, count: held.filter(Boolean).length }
}

/** Those that stand, the last observed last. */
async function listOutcomes(db: Sql, wanted: LabelsWanted): Promise<LabelledCall[]> {
  const corrected = sql`exists (select 1 from ${outcome} later where later.corrects = ${outcome}.id)`
  const rows = await db
    .select({
      predictionId: outcome.predictionId,
      row: outcome.row,
      subject: outcome.subject,
      inclusion: outcome.inclusion,
      label: outcome.label,
      observedOn: outcome.observedOn,
    })
    .from(outcome)
    .where(and(sql`not ${corrected}`, ...ofTime(outcome, wanted)))
    .orderBy(outcome.observedOn, outcome.id)
  return rows.map((row) => ({ ...row, source: 'outcome' }))
}

async function listAdjudications(db: Sql, wanted: LabelsWanted): Promise<LabelledCall[]> {
  const corrected = sql`exists (select 1 from ${review} later where later.corrects = ${review}.id)`
  const rows = await db
    .select({
      predictionId: review.predictionId,
      row: review.row,
      subject: review.subject,
      inclusion: review.inclusion,
      label: review.said,
      createdAt: review.createdAt,
    })
    .from(review)
    .where(
      and(
        eq(review.kind, 'adjudication'),
        ne(review.verdict, 'unsure'),
        isNotNull(review.said),
        sql`not ${corrected}`,
        ...ofTime(review, wanted),
      ),
    )
    .orderBy(review.id)
  return rows.flatMap(({ label, createdAt, ...row }) =>
    label === null ? [] : [{ ...row, label, source: 'adjudicated' as const, observedOn: dayOf(createdAt) }],
  )
}

/** Two or more who had not seen the call, and not one of them who says otherwise or is unsure. */
function agreedCalls(judged: readonly StoredCall[]): LabelledCall[] {
  const ofCall = groupBy(standingVerdicts(judged, 'blind'), ({ call }) => call.item)
  const known = new Map(judged.map((call) => [call.item, call]))
  return [...ofCall].flatMap(([item, standing]): LabelledCall[] => {
    const call = known.get(item)
    const labels = new Set(standing.map(({ verdict }) => verdict.label))
    const [label = null] = labels
    if (call === undefined || standing.length < 2 || labels.size > 1 || label === null) return []
    const last = standing.reduce((latest, { verdict }) => Math.max(latest, verdict.at), 0)
    const { predictionId, row, subject, inclusion } = call
    return [{ predictionId, row, subject, inclusion, label, source: 'agreed', observedOn: dayOf(new Date(last)) }]
  })
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

function ofTime(of: typeof review | typeof outcome, { domain, from, to, model }: LabelsWanted) {
  return [
    eq(of.domain, domain),
    gte(of.predictionId, leastId('prd', from)),
    lt(of.predictionId, leastId('prd', to)),
    ...(model === undefined ? [] : [eq(of.modelId, model)]),
  ]
}
