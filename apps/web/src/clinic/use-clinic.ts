import type { Account } from '@vouch/contracts/account'
import type { Doctor, Patient } from '@vouch/contracts/patient'
import { isAdmin, useAccount } from '../account/use-account.ts'
import { problemOf, type ShownProblem } from '../problem.ts'
import { trpc } from '../trpc.ts'

/** Whether an account judges calls of patients: an admin has given the role. */
export function isDoctor(account: Account | null): boolean {
  return (
    account?.grants.some(
      ({ role, domain, state }) =>
        state === 'given' && (role === 'expert' || role === 'admin') && (domain === 'heart' || domain === '*'),
    ) ?? false
  )
}

/** What somebody is in the clinic. */
export interface InClinic {
  /** the patient's record that is their own */
  readonly own: Patient | null
  readonly profile: Doctor | null
  /** with a profile and the role */
  readonly doctor: boolean
  readonly admin: boolean
}

/** Null while it is not known. */
export function useClinic(): { who: InClinic | null; problem: ShownProblem | null } {
  const account = useAccount()
  const patients = trpc.patient.list.useQuery({ mine: true }, { staleTime: 0 })
  const doctors = trpc.doctor.list.useQuery({ mine: true }, { staleTime: 0 })
  const error = patients.error ?? doctors.error
  if (error !== null) return { who: null, problem: problemOf(error) }
  if (account === null || patients.data === undefined || doctors.data === undefined) return { who: null, problem: null }
  const [own = null] = patients.data.patients
  const [profile = null] = doctors.data.doctors
  const who = { own, profile, doctor: profile?.approved ?? false, admin: isAdmin(account) }
  return { who, problem: null }
}
