import { VouchError } from '@vouch/core/error'
import type { Doctor, HealthRecord, Patient } from '@vouch/contracts/patient'
import { HealthRecordInput } from '@vouch/contracts/patient'
import { and, asc, desc, eq, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { grant } from '../db/schema/accounts.ts'
import { care, doctor } from '../db/schema/clinic.ts'
import { healthRecord, patient } from '../db/schema/patients.ts'
import { prediction } from '../db/schema/predictions.ts'
import { keepableText } from '../prediction/store.ts'

export interface NewPatient {
  readonly id: string
  readonly accountId: string | null
  readonly name: string
  readonly age: number | null
  readonly gender: Patient['gender']
  readonly createdBy: string
}

export interface NewRecord {
  readonly id: string
  readonly patientId: string
  readonly features: HealthRecord['features']
  readonly coding: HealthRecord['coding']
  readonly measuredAt: Date
  readonly createdBy: string
}

/** Which page of patients, and of which. */
export interface PatientsWanted {
  readonly of: SQL | undefined
  /** the account that asks */
  readonly reader: string
  readonly cursor?: string | undefined
  readonly limit: number
  readonly search?: string | undefined
}

const there = isNull(patient.deletedAt)
/** A record as its row holds it: what was sent, and how its categories are written. */
const Kept = HealthRecordInput.pick({ features: true, coding: true })

/** @throws VouchError `conflict` for an account that has a patient's record already */
export async function insertPatient(tx: Sql, made: NewPatient): Promise<void> {
  const rows = await tx
    .insert(patient)
    .values({ ...made, name: keepableText(made.name) })
    .onConflictDoNothing()
    .returning({ id: patient.id })
  if (rows.length === 0) throw new VouchError('conflict', 'This account has a patient’s record already.')
}

export async function updatePatient(
  tx: Sql,
  id: string,
  { name, ...changes }: Partial<Pick<NewPatient, 'name' | 'age' | 'gender'>>,
): Promise<void> {
  const set = { ...changes, ...(name === undefined ? {} : { name: keepableText(name) }) }
  if (Object.keys(set).length === 0) return
  await tx
    .update(patient)
    .set(set)
    .where(and(eq(patient.id, id), there))
}

/** Erases what tells who they are and all that was measured; their calls expire. The id stays, as a pseudonym. */
export async function erasePatient(tx: Sql, id: string): Promise<void> {
  await tx.delete(healthRecord).where(eq(healthRecord.patientId, id))
  await tx.delete(care).where(eq(care.patientId, id))
  await tx
    .update(prediction)
    .set({ expiresAt: sql`now()` })
    .where(eq(prediction.patientId, id))
  await tx
    .update(patient)
    .set({ accountId: null, name: null, age: null, gender: null, deletedAt: sql`now()` })
    .where(eq(patient.id, id))
}

/** Erases what an account was in the clinic: the patient, and the doctor. */
export async function eraseFromClinic(tx: Sql, accountId: string): Promise<void> {
  const own = await tx.select({ id: patient.id }).from(patient).where(eq(patient.accountId, accountId))
  for (const { id } of own) await erasePatient(tx, id)
  const gone = await tx
    .update(doctor)
    .set({ name: null, specialization: null, deletedAt: sql`now()` })
    .where(eq(doctor.accountId, accountId))
    .returning({ id: doctor.id })
  const ids = gone.map(({ id }) => id)
  if (ids.length > 0) await tx.delete(care).where(inArray(care.doctorId, ids))
}

/** The newest first, those before `cursor`. */
export async function listPatients(db: Sql, wanted: PatientsWanted): Promise<Patient[]> {
  const { of, cursor, limit, reader, search = '' } = wanted
  const named = or(sql`position(lower(${search}) in lower(${patient.name})) > 0`, eq(patient.id, search))
  const rows = await db
    .select()
    .from(patient)
    .where(and(there, of, cursor === undefined ? undefined : lt(patient.id, cursor), search === '' ? undefined : named))
    .orderBy(desc(patient.id))
    .limit(limit)
  return rows.length === 0 ? [] : complete(db, rows, reader)
}

/** @param reader the account that asks */
export async function findPatient(db: Sql, id: string, reader: string): Promise<Patient | null> {
  const [found] = await listPatients(db, { of: eq(patient.id, id), reader, limit: 1 })
  return found ?? null
}

async function complete(db: Sql, rows: readonly (typeof patient.$inferSelect)[], reader: string): Promise<Patient[]> {
  const ids = rows.map(({ id }) => id)
  const newest = await db
    .selectDistinctOn([healthRecord.patientId])
    .from(healthRecord)
    .where(inArray(healthRecord.patientId, ids))
    .orderBy(healthRecord.patientId, desc(healthRecord.measuredAt), desc(healthRecord.id))
  const treating = await db
    .select({ patientId: care.patientId, id: doctor.id, name: doctor.name })
    .from(care)
    .innerJoin(doctor, eq(doctor.id, care.doctorId))
    .where(and(inArray(care.patientId, ids), isNull(doctor.deletedAt)))
    .orderBy(asc(care.createdAt))
  return rows.map(({ id, name, age, gender, accountId, createdAt }) => {
    const record = newest.find(({ patientId }) => patientId === id)
    return {
      id,
      name: name ?? '',
      age,
      gender,
      health_features: record ? Kept.parse(record.features).features : null,
      measured_at: record?.measuredAt.toISOString() ?? null,
      has_account: accountId !== null,
      own: accountId === reader,
      doctors: treating.flatMap((one) => (one.patientId === id ? [{ id: one.id, name: one.name ?? '' }] : [])),
      created_at: createdAt.toISOString(),
    }
  })
}

export async function insertRecord(tx: Sql, { features, coding, ...made }: NewRecord): Promise<void> {
  await tx
    .insert(healthRecord)
    .values({ ...made, features: { features, coding } })
    .onConflictDoNothing()
}

/** A patient's records, the last measured first. @param skip so many of them */
export async function listRecords(
  db: Sql,
  patientId: string,
  { skip, limit }: { skip: number; limit: number },
): Promise<HealthRecord[]> {
  const rows = await db
    .select()
    .from(healthRecord)
    .where(eq(healthRecord.patientId, patientId))
    .orderBy(desc(healthRecord.measuredAt), desc(healthRecord.id))
    .limit(limit)
    .offset(skip)
  return rows.map(({ id, features, measuredAt, createdBy, createdAt }) => ({
    record_id: id,
    patient_id: patientId,
    ...Kept.parse(features),
    measured_at: measuredAt.toISOString(),
    recorded_by: createdBy,
    created_at: createdAt.toISOString(),
  }))
}

/** @throws VouchError `conflict` for an account that has a profile already */
export async function insertDoctor(
  tx: Sql,
  made: { readonly id: string; readonly accountId: string; readonly name: string; readonly specialization: string },
): Promise<void> {
  const rows = await tx
    .insert(doctor)
    .values({ ...made, name: keepableText(made.name), specialization: keepableText(made.specialization) })
    .onConflictDoNothing()
    .returning({ id: doctor.id })
  if (rows.length === 0) throw new VouchError('conflict', 'This account has a doctor’s profile already.')
}

export async function updateDoctor(
  tx: Sql,
  id: string,
  { name, specialization }: { name?: string | undefined; specialization?: string | undefined },
): Promise<void> {
  const set = {
    ...(name === undefined ? {} : { name: keepableText(name) }),
    ...(specialization === undefined ? {} : { specialization: keepableText(specialization) }),
  }
  if (Object.keys(set).length > 0) await tx.update(doctor).set(set).where(eq(doctor.id, id))
}

/** A doctor, with what only some are told. */
export interface StoredDoctor extends Omit<Doctor, 'account_id'> {
  readonly accountId: string
}

/** Whether the account of a row has the role that makes a doctor of it. */
const approved = sql<boolean>`exists (
  select 1 from ${grant} g where g.account_id = ${doctor}.account_id and g.state = 'given'
    and g.role in ('expert', 'admin') and g.domain in ('heart', '*'))`

/** The newest first. @param all with those whom no admin has given the role */
export async function listDoctors(
  db: Sql,
  wanted: { of?: SQL | undefined; cursor?: string | undefined; limit: number; all: boolean },
): Promise<StoredDoctor[]> {
  const rows = await db
    .select({
      id: doctor.id,
      accountId: doctor.accountId,
      name: doctor.name,
      specialization: doctor.specialization,
      approved,
      createdAt: doctor.createdAt,
    })
    .from(doctor)
    .where(
      and(
        isNull(doctor.deletedAt),
        wanted.of,
        wanted.cursor === undefined ? undefined : lt(doctor.id, wanted.cursor),
        wanted.all ? undefined : approved,
      ),
    )
    .orderBy(desc(doctor.id))
    .limit(wanted.limit)
  return rows.map(({ name, specialization, createdAt, ...row }) => ({
    ...row,
    name: name ?? '',
    specialization: specialization ?? '',
    created_at: createdAt.toISOString(),
  }))
}

export async function findDoctor(
  db: Sql,
  by: { readonly id: string } | { readonly accountId: string },
): Promise<StoredDoctor | null> {
  const of = 'id' in by ? eq(doctor.id, by.id) : eq(doctor.accountId, by.accountId)
  const [found] = await listDoctors(db, { of, limit: 1, all: true })
  return found ?? null
}

export async function addCare(
  tx: Sql,
  made: { readonly doctorId: string; readonly patientId: string; readonly createdBy: string },
): Promise<void> {
  await tx.insert(care).values(made).onConflictDoNothing()
}

/** @returns false where they were not in that doctor's care */
export async function endCare(tx: Sql, { doctorId, patientId }: { doctorId: string; patientId: string }) {
  const gone = await tx
    .delete(care)
    .where(and(eq(care.doctorId, doctorId), eq(care.patientId, patientId)))
    .returning({ id: care.patientId })
  return gone.length > 0
}

/** @returns false for one that has an account already, or is not there */
export async function tieAccount(tx: Sql, id: string, accountId: string): Promise<boolean> {
  const tied = await tx
    .update(patient)
    .set({ accountId })
    .where(and(eq(patient.id, id), there, isNull(patient.accountId)))
    .returning({ id: patient.id })
  return tied.length > 0
}

export async function hasPatient(db: Sql, accountId: string): Promise<boolean> {
  const [found] = await db.select({ id: patient.id }).from(patient).where(eq(patient.accountId, accountId))
  return found !== undefined
}
