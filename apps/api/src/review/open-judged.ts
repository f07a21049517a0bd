import { DomainId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin, isExpert } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { DOMAINS } from '../domains/domains.ts'
import { REVIEWING } from '../domains/reviewing.ts'
import { treatsPatient } from '../patient/care.ts'
import { mayRead, noPrediction } from '../prediction/open-prediction.ts'
import type { StoredCall } from '../prediction/calls-file.ts'
import { parsePredictionId } from '../prediction/prediction-id.ts'
import { type AssessedCall, pickCalls, toAssessed } from '../prediction/read-calls.ts'
import { findSubmission, type StoredSubmission } from '../prediction/store.ts'
import type { Services } from '../services.ts'
import type { Words } from './say.ts'
import { hasLease } from './item-store.ts'
import { isJudging } from './judging.ts'
import { blindRows } from './sights.ts'
import type { CallPlace } from './store.ts'

/** A call that somebody says something of. */
export interface JudgedCall {
  readonly place: CallPlace
  readonly submission: StoredSubmission
  readonly domain: DomainId
  readonly call: AssessedCall
  /** whom or what it is of; null: itself alone */
  readonly subject: string | null
  /** he may judge it without having taken it from the queue */
  readonly close: boolean
}

type Asked = Pick<Services, 'database' | 'files' | 'clerks'>

/**
 * Opens a call for an expert of its domain: his own, one of a patient whom he treats, or one that he has in hand.
 * @throws VouchError `not_found` for what the caller may not know of; `forbidden` or `conflict` for what he may read and not
 * judge; `invalid` for a row that was not assessed
 */
export async function openJudged(
  services: Asked,
  caller: Caller,
  { prediction_id, row }: { readonly prediction_id: string; readonly row: number },
): Promise<JudgedCall> {
  const found = await findSubmission(services.database.sql, parsePredictionId(prediction_id))
  if (!found) throw noPrediction()
  const { close } = await checkOpen(services, caller, { ...found, row })
  const [stored] = await pickCalls(services, found, [row])
  if (!stored) throw noPrediction()
  const place = { predictionId: found.id, row }
  return { place, submission: found, domain: DomainId.parse(found.domain), ...describe(found, stored), close }
}

/** A call that something became of. */
export type RecordedCall = Pick<JudgedCall, 'submission' | 'call' | 'subject'>

/**
 * Opens calls for who notes what became of them: whoever may judge them, and an admin. Each submission is opened once.
 * @throws VouchError as `openJudged`
 */
export async function openRecorded(
  services: Asked,
  caller: Caller,
  wanted: readonly { readonly prediction_id: string; readonly row: number }[],
): Promise<RecordedCall[]> {
  const opened = new Map<string, { submission: StoredSubmission; calls: ReadonlyMap<number, StoredCall> }>()
  for (const id of new Set(wanted.map(({ prediction_id }) => prediction_id))) {
    const rows = [...new Set(wanted.flatMap((one) => (one.prediction_id === id ? [one.row] : [])))]
    const submission = await openForAll(services, caller, { id, rows })
    const calls = await pickCalls(services, submission, rows)
    opened.set(id, { submission, calls: new Map(calls.map((call) => [call.row, call])) })
  }
  return wanted.map(({ prediction_id, row }) => {
    const { submission, calls } = opened.get(prediction_id) ?? {}
    const stored = calls?.get(row)
    if (!submission || !stored) throw noPrediction()
    return { submission, ...describe(submission, stored) }
  })
}

async function openForAll(
  services: Asked,
  caller: Caller,
  { id, rows }: { readonly id: string; readonly rows: readonly number[] },
): Promise<StoredSubmission> {
  const found = await findSubmission(services.database.sql, parsePredictionId(id))
  if (!found) throw noPrediction()
  if (isAdmin(caller)) return found
  for (const row of rows) {
    const { close } = await checkOpen(services, caller, { ...found, row })
    // what is close is so for every row
    if (close) break
  }
  return found
}

/** @throws VouchError as `openJudged` */
async function checkOpen(
  services: Asked,
  caller: Caller,
  found: StoredSubmission & { readonly row: number },
): Promise<{ readonly close: boolean }> {
  const { sql } = services.database
  const domain = DomainId.parse(found.domain)
  const close = await isClose(sql, caller, found)
  const open = close || (await isNear(sql, caller, found))
  if (!open && !(await mayRead(services, caller, found))) throw noPrediction()
  if (!isExpert(caller, domain)) throw new VouchError('forbidden', `This is for experts of the domain ${domain}.`)
  if (!open)
    throw new VouchError(
      'conflict',
      found.patientId === null
        ? 'This call is another’s: take it from the queue to judge it.'
        : 'This call is of a patient whom you do not treat: their doctors judge it.',
    )
  return { close }
}

/** The call itself, and whom or what it is of. */
function describe({ patientId, domain }: StoredSubmission, stored: StoredCall): Pick<JudgedCall, 'call' | 'subject'> {
  const call = toAssessed(stored)
  return { call, subject: patientId ?? REVIEWING[DomainId.parse(domain)].subjectOf(call.name) }
}

export function wordsOf(domain: DomainId): Words {
  const { label } = DOMAINS[domain]
  return { labels: [label(true), label(false)], reasons: new Set(Object.keys(REVIEWING[domain].reasons)) }
}

/** Whether a call is the caller's own, or of a patient whom he treats. */
async function isClose(
  sql: Sql,
  caller: Caller,
  { accountId, patientId, domain }: Pick<StoredSubmission, 'accountId' | 'patientId' | 'domain'>,
): Promise<boolean> {
  if (patientId !== null)
    return isExpert(caller, DomainId.parse(domain)) && (await treatsPatient(sql, caller.accountId, patientId))
  return accountId !== null && accountId === caller.accountId
}

/**
 * Whether an expert has, or had, a call in hand, or may have the last word on it. One that is blind for him is his to judge
 * for as long as it is: nothing else ends that.
 */
async function isNear(
  sql: Sql,
  caller: Caller,
  call: Pick<StoredSubmission, 'id' | 'domain' | 'patientId'> & { readonly row: number },
): Promise<boolean> {
  if (call.patientId !== null || caller.accountId === null) return false
  const place = { predictionId: call.id, row: call.row }
  if ((await isJudging(sql, caller, call)) || (await hasLease(sql, place, caller.accountId))) return true
  return (await blindRows(sql, caller.accountId, call.id)).has(call.row)
}
