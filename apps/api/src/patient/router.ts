import {
  CareInput,
  ClaimCode,
  ClaimInput,
  HealthRecord,
  HealthRecordInput,
  HealthRecordPage,
  Patient,
  PatientDeleted,
  PatientInput,
  PatientPage,
  PatientQuery,
  PatientUpdate,
} from '@vouch/contracts/patient'
import { PageQuery } from '@vouch/contracts/page'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import {
  changePatient,
  claimPatient,
  createClaim,
  createPatient,
  createRecord,
  deletePatient,
  getPatient,
  giveCare,
  pagePatients,
  pageRecords,
  takeCare,
} from './patients.ts'
import { parsePatientId } from './patient-id.ts'

const tag = 'patients'
const ById = z.object({ id: z.string() })

export const patientRouter = router({
  create: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/patients',
        summary: 'Begin a patient’s record: one’s own, or by a doctor',
        tag,
        status: 201,
        errors: ['forbidden', 'conflict'],
      },
    })
    .input(PatientInput)
    .output(Patient)
    .mutation(({ ctx, input }) => createPatient(ctx, input)),
  list: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/patients', summary: 'The patients whom one may see', tag },
    })
    .input(PatientQuery)
    .output(PatientPage)
    // what is read is in the audit with it: the statement adds to a table
    .query(({ ctx, input }) => pagePatients(ctx, input)),
  get: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/patients/{id}', summary: 'A patient', tag, errors: ['not_found'] },
    })
    .input(ById)
    .output(Patient)
    .query(({ ctx, input }) => getPatient(ctx, parsePatientId(input.id))),
  update: procedure
    .meta({
      access: 'account',
      rest: { method: 'PATCH', path: '/api/patients/{id}', summary: 'Change a patient', tag, errors: ['not_found'] },
    })
    .input(PatientUpdate.extend({ id: z.string() }))
    .output(Patient)
    .mutation(({ ctx, input: { id, ...changes } }) => changePatient(ctx, parsePatientId(id), changes)),
  delete: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'DELETE',
        path: '/api/patients/{id}',
        summary: 'Erase a patient and all that was measured and called',
        tag,
        errors: ['not_found', 'forbidden'],
      },
    })
    .input(ById)
    .output(PatientDeleted)
    .mutation(async ({ ctx, input }) => {
      const id = parsePatientId(input.id)
      await deletePatient(ctx, id)
      return { id, deleted: true } as const
    }),
  addRecord: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/patients/{id}/health-data',
        summary: 'Keep what was measured of a patient',
        tag,
        status: 201,
        errors: ['not_found'],
      },
    })
    .input(HealthRecordInput.extend({ id: z.string() }))
    .output(HealthRecord)
    .mutation(({ ctx, input: { id, ...record } }) => createRecord(ctx, parsePatientId(id), record)),
  records: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/patients/{id}/health-data',
        summary: 'What was measured of a patient, the last first',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(HealthRecordPage)
    .query(({ ctx, input: { id, ...query } }) => pageRecords(ctx, parsePatientId(id), query)),
  giveCare: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/patients/{id}/doctors',
        summary: 'Put a patient into a doctor’s care',
        tag,
        errors: ['not_found'],
      },
    })
    .input(CareInput.extend({ id: z.string() }))
    .output(Patient)
    .mutation(({ ctx, input }) => giveCare(ctx, parsePatientId(input.id), input)),
  endCare: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'DELETE',
        path: '/api/patients/{id}/doctors/{doctor_id}',
        summary: 'End a doctor’s care of a patient',
        tag,
        status: 204,
        errors: ['not_found', 'forbidden'],
      },
    })
    .input(z.object({ id: z.string(), ...CareInput.shape }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await takeCare(ctx, parsePatientId(input.id), input)
      return null
    }),
  invite: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/patients/{id}/invite',
        summary: 'A code with which a patient ties their account to their record',
        tag,
        status: 201,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(ById)
    .output(ClaimCode)
    .mutation(({ ctx, input }) => createClaim(ctx, parsePatientId(input.id))),
  claim: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/patients/claim',
        summary: 'Tie one’s account to the record that a code is of',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(ClaimInput)
    .output(Patient)
    .mutation(({ ctx, input }) => claimPatient(ctx, input.code)),
})
