import { DomainId } from '@vouch/contracts/domain'
import type { Outcome, OutcomeInput, OutcomePage, OutcomeQuery, OutcomesMade } from '@vouch/contracts/outcome'
import { VouchError } from '@vouch/core/error'
import { auditAct } from '../account/audit-act.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudits } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { idsFrom } from '../id.ts'
import { DOMAINS } from '../domains/domains.ts'
import { callReads, noteEventsRead } from '../patient/note-read.ts'
import { keepableText, type StoredSubmission } from '../prediction/store.ts'
import { openRecorded, type RecordedCall, wordsOf } from '../review/open-judged.ts'
import { checkLabel } from '../review/say.ts'
import { subgroupOf } from '../review/subgroup-of.ts'
import type { Context } from '../trpc.ts'
import {
  findOutcomes,
  findSlice,
  findStandingOutcome,
  insertOutcome,
  listOutcomes,
  type NewOutcome,
  type StoredOutcome,
} from './store.ts'

type Told = OutcomeInput['outcomes'][number]

/** Where a day begins first: what is today somewhere is not yet to come. */
const FIRST_TODAY_MS = 14 * 3_600_000

/** The last day that has begun somewhere. */
export function lastDay(): string {
  return new Date(Date.now() + FIRST_TODAY_MS).toISOString().slice(0, 10)
}

/**
 * Notes what calls came to in the end, all of them or none. What was noted before stays; a correction names it.
 * @throws VouchError `not_found`, `forbidden` or `conflict` as for a review of the call; `invalid`, naming the field, for a
 * word that no call has and a day to come; `conflict` where that source has told of the call and is not corrected
 */
export async function recordOutcomes(ctx: Context, { outcomes }: OutcomeInput): Promise<OutcomesMade> {
  const { services, caller } = ctx
  const accountId = accountOf(ctx)
  const ids = idsFrom(ctx.newId('out'), outcomes.length)
  const { sql } = services.database
  const calls = await openRecorded(services, caller, outcomes)
  const rows = outcomes.map((told, i) => toRow(told, calls[i]!, { id: ids[i]!, accountId, field: `outcomes.${i}` }))
  const made = await sql.transaction(async (tx) => {
    // begun again under its key
    const before = await findOutcomes(tx, ids)
    if (before.length === ids.length) return before
    for (const [i, row] of rows.entries()) await add(tx, row, `outcomes.${i}`)
    const detail = { outcomes: rows.length, prediction: rows[0]?.predictionId ?? null }
    const read = calls.map(({ submission }) => ({ patientId: submission.patientId, predictionId: submission.id }))
    const made = auditAct(ctx, { action: 'outcome.create', subject: ids[0] ?? null, detail })
    await appendAudits(tx, [made, ...callReads(ctx, read)])
    return findOutcomes(tx, ids)
  })
  const byId = new Map(made.map((one) => [one.id, one]))
  return { outcomes: ids.flatMap((id) => byId.get(id) ?? []).map(toOutcome) }
}

/** Outcomes that the caller may read, the newest first. */
export async function pageOutcomes(ctx: Context, query: OutcomeQuery): Promise<OutcomePage> {
  const reader = { ...ctx.caller, accountId: accountOf(ctx) }
  const found = await listOutcomes(ctx.services.database.sql, reader, { ...query, limit: query.limit + 1 })
  const shown = found.slice(0, query.limit)
  await noteEventsRead(ctx.services.database.sql, ctx, shown)
  return {
    outcomes: shown.map(toOutcome),
    next_cursor: found.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

async function add(tx: Sql, made: NewOutcome, field: string): Promise<void> {
  const standing = await findStandingOutcome(tx, made)
  const corrects = made.corrects ?? null
  if ((standing?.id ?? null) !== corrects) throw notStanding(standing, corrects, field)
  const { slice, inclusion } = await findSlice(tx, made)
  if (!(await insertOutcome(tx, { ...made, slice, inclusion })))
    throw new VouchError('conflict', 'That was corrected, or told of, in this moment: a correction names what stands.')
}

function notStanding(standing: StoredOutcome | null, corrects: string | null, field: string): VouchError {
  if (corrects === null)
    return new VouchError(
      'conflict',
      `What this source says of the call is noted: a correction names ${standing?.id} in “corrects”.`,
    )
  return new VouchError('conflict', `${field}.corrects: is not what stands of this source and call`, [
    { field: `${field}.corrects`, message: 'is not what stands of this source and call' },
  ])
}

function toRow(
  told: Told,
  { submission, call, subject }: RecordedCall,
  { id, accountId, field }: { readonly id: string; readonly accountId: string; readonly field: string },
): NewOutcome {
  const domain = DomainId.parse(submission.domain)
  checkLabel(told.label, wordsOf(domain).labels, `${field}.label`)
  if (told.observed_on > lastDay())
    throw new VouchError('invalid', `${field}.observed_on: is yet to come`, [
      { field: `${field}.observed_on`, message: 'is yet to come' },
    ])
  const { label, source, detail, observed_on: observedOn, corrects = null } = told
  const found = { id, accountId, label, source, detail: keepableText(detail), observedOn, corrects }
  return { ...found, ...calledOf(submission, { domain, call, subject }) }
}

/** The call with what became of it, so that both can be measured when its submission is gone. */
export function calledOf(
  submission: Pick<StoredSubmission, 'id' | 'modelId' | 'modelVersion' | 'threshold'>,
  { domain, call, subject }: Pick<RecordedCall, 'call' | 'subject'> & { readonly domain: DomainId },
) {
  return {
    predictionId: submission.id,
    row: call.row,
    domain,
    subject,
    subgroup: subgroupOf(DOMAINS[domain], call.shown),
    modelId: submission.modelId,
    modelVersion: submission.modelVersion,
    call: call.label,
    probability: call.probability,
    abstained: call.abstained,
    threshold: submission.threshold,
  }
}

function toOutcome(stored: StoredOutcome): Outcome {
  return {
    outcome_id: stored.id,
    prediction_id: stored.predictionId,
    row: stored.row,
    domain: DomainId.parse(stored.domain),
    label: stored.label,
    source: stored.source,
    detail: stored.detail,
    observed_on: stored.observedOn,
    recorded_by: stored.accountId,
    corrects: stored.corrects,
    corrected_by: stored.correctedBy,
    created_at: stored.createdAt.toISOString(),
  }
}
