import { DoctorId, PatientId } from '@vouch/contracts/patient'
import { VouchError } from '@vouch/core/error'

/** @throws VouchError `not_found` for what is not the id of a patient, whatever else it may be */
export function parsePatientId(text: string): PatientId {
  const parsed = PatientId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new VouchError('not_found', 'There is no such patient.')
}

/** @throws VouchError `not_found` for what is not the id of a doctor */
export function parseDoctorId(text: string): DoctorId {
  const parsed = DoctorId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new VouchError('not_found', 'There is no such doctor.')
}
