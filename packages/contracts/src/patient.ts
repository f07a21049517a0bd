import { z } from 'zod'
import { AccountName } from './account.ts'
import { CodingChoice, HealthFeatures } from './domains/heart.ts'
import { PAGE_LIMIT, PageQuery } from './page.ts'

export const PatientId = z.string().regex(/^pat_[0-9a-hjkmnp-tv-z]{26}$/)
export type PatientId = z.infer<typeof PatientId>

export const DoctorId = z.string().regex(/^doc_[0-9a-hjkmnp-tv-z]{26}$/)
export type DoctorId = z.infer<typeof DoctorId>

export const HealthRecordId = z.string().regex(/^hrc_[0-9a-hjkmnp-tv-z]{26}$/)
export type HealthRecordId = z.infer<typeof HealthRecordId>

const OLDEST = 130
const Age = z.int().min(0).max(OLDEST)
const Gender = z.enum(['female', 'male', 'other'])

/** Nobody's values were kept before, and nobody's who lives were taken. */
const FIRST_MEASURED = '1900-01-01T00:00:00Z'
const isMeasured = (value: unknown) => value !== null && value !== undefined && value !== '?'
const Measured = HealthFeatures.refine((features) => Object.values(features).some(isMeasured), {
  error: 'must hold a value that was measured',
})

/** What was measured of a patient at one time. */
export const HealthRecordInput = z.object({
  features: Measured,
  coding: CodingChoice,
  /** when; now, where it is left out, and never later */
  measured_at: z.iso
    .datetime({ offset: true })
    .refine((at) => Date.parse(at) >= Date.parse(FIRST_MEASURED), { error: 'is before 1900' })
    .optional(),
})
export type HealthRecordInput = z.infer<typeof HealthRecordInput>

export const HealthRecord = z.object({
  record_id: HealthRecordId,
  patient_id: PatientId,
  /** as they were sent */
  features: HealthFeatures,
  coding: CodingChoice.unwrap(),
  measured_at: z.iso.datetime(),
  /** an account's id */
  recorded_by: z.string(),
  created_at: z.iso.datetime(),
})
export type HealthRecord = z.infer<typeof HealthRecord>

export const HealthRecordPage = z.object({ records: z.array(HealthRecord), next_cursor: z.string().nullable() })
export type HealthRecordPage = z.infer<typeof HealthRecordPage>

export const PatientInput = z.object({
  name: AccountName,
  age: Age.nullish(),
  gender: Gender.nullish(),
  /** their first record */
  health_features: Measured.optional(),
  coding: CodingChoice,
  /** true: of oneself; left out: of somebody else by a doctor, and of oneself by whoever is none */
  own: z.boolean().optional(),
})
export type PatientInput = z.infer<typeof PatientInput>

export const PatientUpdate = z.object({
  name: AccountName.optional(),
  age: Age.nullable().optional(),
  gender: Gender.nullable().optional(),
})
export type PatientUpdate = z.infer<typeof PatientUpdate>

export const Patient = z.object({
  id: PatientId,
  name: z.string(),
  age: z.int().nullable(),
  gender: Gender.nullable(),
  /** of the newest record; null: there is none */
  health_features: HealthFeatures.nullable(),
  measured_at: z.iso.datetime().nullable(),
  /** they have an account, with which they see all this themselves */
  has_account: z.boolean(),
  /** that account is the one that asks */
  own: z.boolean(),
  doctors: z.array(z.object({ id: DoctorId, name: z.string() })),
  created_at: z.iso.datetime(),
})
export type Patient = z.infer<typeof Patient>

export const PatientQuery = PageQuery.extend({
  /** part of a name, in any case, or a whole id */
  search: z.string().trim().max(200).optional(),
  /** oneself alone */
  mine: z.boolean().default(false),
  limit: z.int().min(1).max(PAGE_LIMIT).default(50),
})
export type PatientQuery = z.infer<typeof PatientQuery>

export const PatientPage = z.object({ patients: z.array(Patient), next_cursor: z.string().nullable() })
export type PatientPage = z.infer<typeof PatientPage>

export const PatientDeleted = z.object({ id: PatientId, deleted: z.literal(true) })
export type PatientDeleted = z.infer<typeof PatientDeleted>

/** A profile, and the wish to be a doctor here: it counts once an admin has given the role. */
export const DoctorInput = z.object({ name: AccountName, specialization: z.string().trim().max(100).default('') })
export type DoctorInput = z.infer<typeof DoctorInput>

export const DoctorUpdate = DoctorInput.partial()
export type DoctorUpdate = z.infer<typeof DoctorUpdate>

export const Doctor = z.object({
  id: DoctorId,
  name: z.string(),
  specialization: z.string(),
  /** an admin has given the role */
  approved: z.boolean(),
  /** the account's id, for admins and for themselves */
  account_id: z.string().nullable(),
  created_at: z.iso.datetime(),
})
export type Doctor = z.infer<typeof Doctor>

export const DoctorQuery = PageQuery.extend({
  /** one's own profile alone, with the role or without */
  mine: z.boolean().default(false),
})
export type DoctorQuery = z.infer<typeof DoctorQuery>

export const DoctorPage = z.object({ doctors: z.array(Doctor), next_cursor: z.string().nullable() })
export type DoctorPage = z.infer<typeof DoctorPage>

/** Whose patient somebody is to be, or is to be no more. */
export const CareInput = z.object({ doctor_id: DoctorId })
export type CareInput = z.infer<typeof CareInput>

/** What a patient ties their account to what a doctor began, with; it holds for some days, once. */
export const ClaimCode = z.object({ code: z.string(), expires_at: z.iso.datetime() })
export type ClaimCode = z.infer<typeof ClaimCode>

export const ClaimInput = z.object({ code: z.string().trim().min(1).max(100) })
export type ClaimInput = z.infer<typeof ClaimInput>
