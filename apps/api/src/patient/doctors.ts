import type {
  Doctor,
  DoctorInput,
  DoctorPage,
  DoctorQuery,
  DoctorUpdate,
  PatientPage,
  PatientQuery,
} from '@vouch/contracts/patient'
import { VouchError } from '@vouch/core/error'
import { eq } from 'drizzle-orm'
import { auditAct } from '../account/audit-act.ts'
import { type Caller, isAdmin } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { askGrant } from '../account/store.ts'
import { appendAudit, appendAudits } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { doctor } from '../db/schema/clinic.ts'
import type { Context } from '../trpc.ts'
import { treatedBy } from './care.ts'
import { patientReads } from './note-read.ts'
import { findDoctor, insertDoctor, listDoctors, listPatients, type StoredDoctor, updateDoctor } from './store.ts'

/** Whose account it is, admins and the doctor are told. */
function toDoctor({ accountId, ...known }: StoredDoctor, caller: Pick<Caller, 'accountId' | 'grants'>): Doctor {
  return { ...known, account_id: isAdmin(caller) || caller.accountId === accountId ? accountId : null }
}

/** @throws VouchError `not_found` for one who is not there, or has not the role and is somebody else */
async function visible(db: Sql, caller: Pick<Caller, 'accountId' | 'grants'>, id: string): Promise<StoredDoctor> {
  const found = await findDoctor(db, { id })
  if (found && (found.approved || found.accountId === caller.accountId || isAdmin(caller))) return found
  throw new VouchError('not_found', 'There is no such doctor.')
}

/** A profile; who has not the role asks for it with that. */
export async function createDoctor(ctx: Context, { name, specialization }: DoctorInput): Promise<Doctor> {
  const accountId = accountOf(ctx)
  const id = ctx.newId('doc')
  return ctx.services.database.sql.transaction(async (tx) => {
    await insertDoctor(tx, { id, accountId, name, specialization })
    await askGrant(tx, { accountId, domain: 'heart', role: 'expert' })
    await appendAudit(tx, auditAct(ctx, { action: 'doctor.create', subject: id }))
    return toDoctor(await visible(tx, ctx.caller, id), ctx.caller)
  })
}

/** Those who have the role; admins see those who ask for it, too, and everybody his own profile where he asks for that alone. */
export async function pageDoctors(ctx: Context, { mine, limit, cursor }: DoctorQuery): Promise<DoctorPage> {
  const { caller } = ctx
  const which = mine ? { of: eq(doctor.accountId, accountOf(ctx)), all: true } : { all: isAdmin(caller) }
  const rows = await listDoctors(ctx.services.database.sql, { ...which, cursor, limit: limit + 1 })
  const doctors = rows.slice(0, limit).map((row) => toDoctor(row, caller))
  return { doctors, next_cursor: rows.length > doctors.length ? (doctors.at(-1)?.id ?? null) : null }
}

export async function getDoctor({ services, caller }: Context, id: string): Promise<Doctor> {
  return toDoctor(await visible(services.database.sql, caller, id), caller)
}

export async function changeDoctor(ctx: Context, id: string, changes: DoctorUpdate): Promise<Doctor> {
  return ctx.services.database.sql.transaction(async (tx) => {
    const found = await own(tx, ctx, id)
    await updateDoctor(tx, found.id, changes)
    const detail = { changed: Object.keys(changes) }
    await appendAudit(tx, auditAct(ctx, { action: 'doctor.update', subject: id, detail }))
    return toDoctor(await visible(tx, ctx.caller, id), ctx.caller)
  })
}

/** A doctor's patients, for that doctor and for admins. */
export async function pagePatientsOf(ctx: Context, id: string, query: PatientQuery): Promise<PatientPage> {
  return ctx.services.database.sql.transaction(async (tx) => {
    const found = await own(tx, ctx, id)
    if (!found.approved) return { patients: [], next_cursor: null }
    const rows = await listPatients(tx, {
      ...query,
      of: treatedBy(found.accountId),
      reader: accountOf(ctx),
      limit: query.limit + 1,
    })
    const patients = rows.slice(0, query.limit)
    const read = patients.map((one) => one.id)
    await appendAudits(tx, patientReads(ctx, read, { of: 'list', doctor: id }))
    return { patients, next_cursor: rows.length > patients.length ? (patients.at(-1)?.id ?? null) : null }
  })
}

/** @throws VouchError `not_found` for a doctor who is not there to be seen, `forbidden` for one who is somebody else */
async function own(db: Sql, { caller }: Pick<Context, 'caller'>, id: string): Promise<StoredDoctor> {
  const found = await visible(db, caller, id)
  if (found.accountId === caller.accountId || isAdmin(caller)) return found
  throw new VouchError('forbidden', 'This is for that doctor, and for an admin.')
}
