import type {
  CareInput,
  ClaimCode,
  HealthRecord,
  HealthRecordInput,
  HealthRecordPage,
  Patient,
  PatientInput,
  PatientPage,
  PatientQuery,
  PatientUpdate,
} from '@vouch/contracts/patient'
import type { PageQuery } from '@vouch/contracts/page'
import { VouchError } from '@vouch/core/error'
import { eq, or } from 'drizzle-orm'
import { auditAct } from '../account/audit-act.ts'
import { isAdmin, isExpert } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit, appendAudits } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { patient } from '../db/schema/patients.ts'
import { parseRowCursor } from '../row-cursor.ts'
import type { Context } from '../trpc.ts'
import { type Relation, requireRelation, treatedBy } from './care.ts'
import { addClaimCode, takeClaimCode } from './claim-code.ts'
import { patientReads } from './note-read.ts'
import {
  addCare,
  endCare,
  erasePatient,
  findDoctor,
  findPatient,
  insertPatient,
  insertRecord,
  hasPatient,
  listPatients,
  listRecords,
  tieAccount,
  updatePatient,
} from './store.ts'

/** What is done with a patient, and its entry in the audit, together or not at all. */
async function act<T>(
  ctx: Context,
  { id, action, detail }: { id: string; action: `${string}.${string}`; detail?: Record<string, unknown> },
  work: (tx: Sql, relation: Relation) => Promise<T>,
): Promise<T> {
  return ctx.services.database.sql.transaction(async (tx) => {
    const relation = await requireRelation(tx, ctx.caller, id)
    const done = await work(tx, relation)
    await appendAudit(tx, auditAct(ctx, { action, subject: id, detail: { as: relation, ...detail } }))
    return done
  })
}

const idsOf = (patients: readonly Patient[]) => patients.map(({ id }) => id)

async function getIn(tx: Sql, ctx: Context, id: string): Promise<Patient> {
  const found = await findPatient(tx, id, accountOf(ctx))
  if (found) return found
  throw new VouchError('not_found', 'There is no such patient.')
}

/** A patient of the doctor's who asks, or whoever asks himself. */
export async function createPatient(ctx: Context, input: PatientInput): Promise<Patient> {
  const accountId = accountOf(ctx)
  const { database } = ctx.services
  const id = ctx.newId('pat')
  return database.sql.transaction(async (tx) => {
    const profile = isExpert(ctx.caller, 'heart') ? await findDoctor(tx, { accountId }) : null
    const treats = profile !== null || isAdmin(ctx.caller)
    const own = input.own ?? !treats
    if (!own && !treats)
      throw new VouchError('forbidden', 'Only a doctor begins somebody else’s record, with a profile and the role.')
    if (own && (await hasPatient(tx, accountId)))
      throw new VouchError('conflict', 'This account has a patient’s record already.')
    const { name, age = null, gender = null, health_features, coding } = input
    await insertPatient(tx, { id, accountId: own ? accountId : null, name, age, gender, createdBy: accountId })
    if (!own && profile) await addCare(tx, { doctorId: profile.id, patientId: id, createdBy: accountId })
    if (health_features)
      await insertRecord(tx, {
        id: ctx.newId('hrc'),
        patientId: id,
        features: health_features,
        coding,
        measuredAt: new Date(),
        createdBy: accountId,
      })
    await appendAudit(tx, auditAct(ctx, { action: 'patient.create', subject: id, detail: { own } }))
    return getIn(tx, ctx, id)
  })
}

/** The patients whom the caller sees; each of them is in the audit as read. */
export async function pagePatients(ctx: Context, query: PatientQuery): Promise<PatientPage> {
  const accountId = accountOf(ctx)
  const mine = eq(patient.accountId, accountId)
  const seen = isAdmin(ctx.caller) ? undefined : isExpert(ctx.caller, 'heart') ? or(mine, treatedBy(accountId)) : mine
  const of = query.mine ? mine : seen
  return ctx.services.database.sql.transaction(async (tx) => {
    const rows = await listPatients(tx, { ...query, of, reader: accountId, limit: query.limit + 1 })
    const patients = rows.slice(0, query.limit)
    await appendAudits(tx, patientReads(ctx, idsOf(patients), { of: 'list' }))
    return { patients, next_cursor: rows.length > patients.length ? (patients.at(-1)?.id ?? null) : null }
  })
}

export function getPatient(ctx: Context, id: string): Promise<Patient> {
  return act(ctx, { id, action: 'patient.read' }, (tx) => getIn(tx, ctx, id))
}

export function changePatient(ctx: Context, id: string, changes: PatientUpdate): Promise<Patient> {
  return act(ctx, { id, action: 'patient.update', detail: { changed: Object.keys(changes) } }, async (tx) => {
    await updatePatient(tx, id, {
      ...(changes.name === undefined ? {} : { name: changes.name }),
      ...(changes.age === undefined ? {} : { age: changes.age }),
      ...(changes.gender === undefined ? {} : { gender: changes.gender }),
    })
    return getIn(tx, ctx, id)
  })
}

/** Erases a patient: themselves, or an admin. @throws VouchError `forbidden` for a doctor */
export function deletePatient(ctx: Context, id: string): Promise<void> {
  return act(ctx, { id, action: 'patient.delete' }, async (tx, relation) => {
    if (relation === 'doctor')
      throw new VouchError('forbidden', 'A patient deletes their own record, or an admin does for them.')
    await erasePatient(tx, id)
  })
}

/** @throws VouchError `invalid` for a time that has not come */
export function createRecord(ctx: Context, id: string, input: HealthRecordInput): Promise<HealthRecord> {
  const measuredAt = input.measured_at === undefined ? new Date() : new Date(input.measured_at)
  if (measuredAt.getTime() > Date.now() + CLOCKS_MS)
    throw new VouchError('invalid', 'measured_at: has not come yet', [
      { field: 'measured_at', message: 'has not come yet' },
    ])
  const record = ctx.newId('hrc')
  const createdBy = accountOf(ctx)
  return act(ctx, { id, action: 'record.create', detail: { record } }, async (tx) => {
    const { features, coding } = input
    await insertRecord(tx, { id: record, patientId: id, features, coding, measuredAt, createdBy })
    return {
      record_id: record,
      patient_id: id,
      features,
      coding,
      measured_at: measuredAt.toISOString(),
      recorded_by: createdBy,
      created_at: new Date().toISOString(),
    }
  })
}

/** How far apart two clocks may be. */
const CLOCKS_MS = 60_000

export function pageRecords(ctx: Context, id: string, { cursor, limit }: PageQuery): Promise<HealthRecordPage> {
  const skip = parseRowCursor(cursor)
  return act(ctx, { id, action: 'patient.read', detail: { of: 'records' } }, async (tx) => {
    const rows = await listRecords(tx, id, { skip, limit: limit + 1 })
    const records = rows.slice(0, limit)
    return { records, next_cursor: rows.length > limit ? String(skip + limit) : null }
  })
}

/** Puts a patient into a doctor's care as well: the patient, who treats them, or an admin. */
export function giveCare(ctx: Context, id: string, { doctor_id }: CareInput): Promise<Patient> {
  return act(ctx, { id, action: 'patient.give', detail: { doctor: doctor_id } }, async (tx) => {
    const found = await findDoctor(tx, { id: doctor_id })
    if (!found?.approved)
      throw new VouchError('invalid', 'doctor_id: there is no such doctor', [
        { field: 'doctor_id', message: 'there is no such doctor' },
      ])
    await addCare(tx, { doctorId: found.id, patientId: id, createdBy: accountOf(ctx) })
    return getIn(tx, ctx, id)
  })
}

/** Ends a doctor's care: the patient, an admin, or that doctor. */
export async function takeCare(ctx: Context, id: string, { doctor_id }: CareInput): Promise<void> {
  await act(ctx, { id, action: 'patient.take', detail: { doctor: doctor_id } }, async (tx, relation) => {
    const found = await findDoctor(tx, { id: doctor_id })
    if (relation === 'doctor' && found?.accountId !== ctx.caller.accountId)
      throw new VouchError('forbidden', 'A doctor ends his own care only.')
    if (!found || !(await endCare(tx, { doctorId: found.id, patientId: id })))
      throw new VouchError('not_found', 'They are not in the care of such a doctor.')
  })
}

/** A code that ties an account to a patient whose record a doctor began; what was given before holds no more. */
export function createClaim(ctx: Context, id: string): Promise<ClaimCode> {
  return act(ctx, { id, action: 'patient.invite' }, async (tx) => {
    const { has_account } = await getIn(tx, ctx, id)
    if (has_account) throw new VouchError('conflict', 'This patient has an account already.')
    return addClaimCode(tx, id)
  })
}

/** Ties the caller's account to the patient of a code. @throws VouchError `not_found` for one that does not hold */
export async function claimPatient(ctx: Context, code: string): Promise<Patient> {
  const accountId = accountOf(ctx)
  const { accounts, database } = ctx.services
  await accounts.throttle.admit(ctx.caller.address)
  return database.sql.transaction(async (tx) => {
    if (await hasPatient(tx, accountId))
      throw new VouchError('conflict', 'This account has a patient’s record already.')
    const id = await takeClaimCode(tx, code)
    if (id === null || !(await tieAccount(tx, id, accountId)))
      throw new VouchError('not_found', 'The code does not hold, or no longer.')
    await appendAudit(tx, auditAct(ctx, { action: 'patient.claim', subject: id }))
    return getIn(tx, ctx, id)
  })
}
