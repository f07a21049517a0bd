import type { DomainId } from '@vouch/contracts/domain'
import type { JudgedCall, Verdict } from '@vouch/core/measure/judged-call'
import { and, eq, gte, lt, sql, type SQL } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { outcome, review, sight } from '../db/schema/reviews.ts'
import { idTimeMs, leastId } from '../id.ts'

/** A call as it was judged, and how it came to be. */
export interface StoredCall extends JudgedCall {
  readonly predictionId: string
  readonly row: number
  readonly model: string
  readonly modelVersion: string
  /** whom or what it is of; null: the row alone */
  readonly subject: string | null
  /** its outcome was known on a day before it was made */
  readonly knownBefore: boolean
  /** what was said of it and not corrected, by whom, and what else is known of that */
  readonly standing: readonly StandingVerdict[]
}

export interface StandingVerdict {
  readonly expert: string
  readonly verdict: 'accept' | 'correct' | 'reject' | 'unsure'
  readonly said: string | null
  /** the label that was called */
  readonly label: string
  readonly shown: Verdict['shown']
  readonly confidence: number | null
  readonly seconds: number | null
}

/** Which calls: of a domain, made in a time. Times in ms since 1970. */
export interface CallsWanted {
  readonly domain: DomainId
  readonly from: number
  readonly to: number
  readonly model?: string | undefined
  readonly modelVersion?: string | undefined
  /** of these subjects alone: a list, or a statement that gives one */
  readonly subjects?: SQL | undefined
  /** the same of patients; what is of no patient is taken */
  readonly patients?: SQL | undefined
  /**
   * The account that is told: what it is to judge blind is not counted, since a figure with it and one without would tell the
   * call. Null: nobody is.
   */
  readonly reader: string | null
}

/**
 * Every call of a time that somebody judged or whose outcome is known, with all that was said of it, from the events alone.
 * A correction is an event of its own: the later verdict stands. Of several outcomes the one that was observed last holds.
 * What settled a dispute is no verdict of its own: who gave it had seen the others.
 */
export async function loadJudgedCalls(db: Sql, wanted: CallsWanted): Promise<StoredCall[]> {
  const calls = new Map<string, StoredCall & { verdicts: Verdict[]; standing: StandingVerdict[] }>()
  const [said, found] = [await listVerdicts(db, wanted), await listOutcomes(db, wanted)]
  for (const event of [...said, ...found]) {
    const item = `${event.predictionId}/${event.row}`
    const { predictionId, row, modelId, modelVersion, subject, inclusion, abstained, probability, subgroup } = event
    const known = calls.get(item) ?? {
      item,
      predictionId,
      row,
      model: modelId,
      modelVersion,
      subject,
      group: subject ?? item,
      version: `${modelId} ${modelVersion}`,
      slice: event.slice ?? NO_SLICE,
      inclusion,
      at: idTimeMs(predictionId),
      subgroup,
      call: abstained ? null : event.called,
      probability,
      outcome: null,
      knownBefore: false,
      verdicts: [],
      standing: [],
    }
    const now = 'verdict' in event ? known : withOutcome(known, event)
    if ('verdict' in event) {
      now.verdicts.push(toVerdict(event, now.call))
      if (!event.corrected) now.standing.push({ ...event, label: event.called })
    }
    calls.set(item, now)
  }
  return [...calls.values()]
}

function withOutcome<Call extends StoredCall>(call: Call, found: { label: string; observedOn: string }): Call {
  const knownBefore = found.observedOn < new Date(call.at).toISOString().slice(0, 10)
  return { ...call, outcome: found.label, knownBefore }
}

/** Of a call that never was in a queue. */
const NO_SLICE = 'none'

const shared = (of: typeof review | typeof outcome) => ({
  predictionId: of.predictionId,
  row: of.row,
  modelId: of.modelId,
  modelVersion: of.modelVersion,
  subject: of.subject,
  subgroup: of.subgroup,
  slice: of.slice,
  inclusion: of.inclusion,
  probability: of.probability,
  abstained: of.abstained,
})

async function listVerdicts(db: Sql, wanted: CallsWanted) {
  return db
    .select({
      ...shared(review),
      called: review.label,
      verdict: review.verdict,
      said: review.said,
      shown: review.shown,
      expert: review.accountId,
      confidence: review.confidence,
      seconds: review.seconds,
      corrected: sql<boolean>`exists (select 1 from ${review} later where later.corrects = ${review}.id)`,
      createdAt: review.createdAt,
    })
    .from(review)
    .where(and(eq(review.kind, 'review'), ...ofTime(review, wanted)))
    .orderBy(review.id)
}

/** Those that stand, the last observed last. */
async function listOutcomes(db: Sql, wanted: CallsWanted) {
  const corrected = sql`exists (select 1 from ${outcome} later where later.corrects = ${outcome}.id)`
  return db
    .select({ ...shared(outcome), called: outcome.call, label: outcome.label, observedOn: outcome.observedOn })
    .from(outcome)
    .where(and(sql`not ${corrected}`, ...ofTime(outcome, wanted)))
    .orderBy(outcome.observedOn, outcome.id)
}

function ofTime(
  of: typeof review | typeof outcome,
  { domain, from, to, model, modelVersion, subjects, patients, reader }: CallsWanted,
): SQL[] {
  return [
    eq(of.domain, domain),
    gte(of.predictionId, leastId('prd', from)),
    lt(of.predictionId, leastId('prd', to)),
    ...(model === undefined ? [] : [eq(of.modelId, model)]),
    ...(modelVersion === undefined ? [] : [eq(of.modelVersion, modelVersion)]),
    ...(subjects === undefined ? [] : [sql`${of.subject} in (${subjects})`]),
    ...(patients === undefined
      ? []
      : [sql`(${of.subject} is null or not starts_with(${of.subject}, 'pat_') or ${of.subject} in (${patients}))`]),
    ...(reader === null ? [] : [sql`not ${isBlindFor(of, reader)}`]),
  ]
}

function isBlindFor(of: typeof review | typeof outcome, reader: string): SQL {
  return sql`exists (select 1 from ${sight} where ${sight.accountId} = ${reader}
    and ${sight.predictionId} = ${of.predictionId} and ${sight.row} = ${of.row} and ${sight.shown} = 'nothing')`
}

type Said = Awaited<ReturnType<typeof listVerdicts>>[number]

function toVerdict({ verdict, said, shown, expert, createdAt }: Said, call: string | null): Verdict {
  const agrees =
    call === null || verdict === 'unsure' ? null : verdict === 'correct' ? said === call : verdict === 'accept'
  return { expert, shown, at: createdAt.getTime(), label: said, agrees }
}
