import {
  Doctor,
  DoctorInput,
  DoctorPage,
  DoctorQuery,
  DoctorUpdate,
  PatientPage,
  PatientQuery,
} from '@vouch/contracts/patient'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { changeDoctor, createDoctor, getDoctor, pageDoctors, pagePatientsOf } from './doctors.ts'
import { parseDoctorId } from './patient-id.ts'

const tag = 'doctors'
const ById = z.object({ id: z.string() })

export const doctorRouter = router({
  create: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/doctors',
        summary: 'Make a doctor’s profile, and ask for the role that an admin gives',
        tag,
        status: 201,
        errors: ['conflict'],
      },
    })
    .input(DoctorInput)
    .output(Doctor)
    .mutation(({ ctx, input }) => createDoctor(ctx, input)),
  list: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/doctors', summary: 'The doctors who have the role', tag },
    })
    .input(DoctorQuery)
    .output(DoctorPage)
    .query(({ ctx, input }) => pageDoctors(ctx, input)),
  get: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/doctors/{id}', summary: 'A doctor', tag, errors: ['not_found'] },
    })
    .input(ById)
    .output(Doctor)
    .query(({ ctx, input }) => getDoctor(ctx, parseDoctorId(input.id))),
  update: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'PATCH',
        path: '/api/doctors/{id}',
        summary: 'Change one’s own profile',
        tag,
        errors: ['not_found', 'forbidden'],
      },
    })
    .input(DoctorUpdate.extend({ id: z.string() }))
    .output(Doctor)
    .mutation(({ ctx, input: { id, ...changes } }) => changeDoctor(ctx, parseDoctorId(id), changes)),
  patients: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/doctors/{id}/patients',
        summary: 'A doctor’s patients, for that doctor',
        tag,
        errors: ['not_found', 'forbidden'],
      },
    })
    .input(PatientQuery.extend({ id: z.string() }))
    .output(PatientPage)
    .query(({ ctx, input: { id, ...query } }) => pagePatientsOf(ctx, parseDoctorId(id), query)),
})
