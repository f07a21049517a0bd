import { Doctor, Patient } from '@vouch/contracts/patient'
import { giveGrant } from '../account/store.ts'
import { accountClient, type Send, type TestAccount } from './accounts.ts'
import type { Person } from './judges.ts'
import type { TestServer } from './start-test-server.ts'

/** An account with a doctor's profile and the role. */
export interface TestDoctor extends Person {
  readonly profile: Doctor
}

export const ANNA = { name: 'Anna Test', age: 61, gender: 'female' } as const

/** The body of an answer that must be one; null of none. */
export async function json(answer: Response | Promise<Response> | undefined): Promise<unknown> {
  const got = await answer
  if (got === undefined) throw new Error('Nobody asked.')
  const text = await got.text()
  if (got.status >= 300) throw new Error(`${got.status}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}

/** Doctors and patients of a server. */
export function clinicOf(server: Pick<TestServer, 'url' | 'services'>) {
  const client = accountClient(server)
  const person = (account: TestAccount): Person => ({ ...account, send: client.as(account.tokens) })
  const member = async () => person(await client.member())
  const patient = async ({ send }: { readonly send: Send }, body: object = ANNA) =>
    Patient.parse(await json(send('POST', '/api/patients', body)))
  return {
    member,
    patient,
    admin: async () => person(await client.withRole('admin')),
    expert: async (domain: 'exoplanet' | 'heart') => person(await client.withRole('expert', domain)),
    /** A member with a profile, to whom an admin has given the role. */
    async doctor(name = 'Dr. Hart'): Promise<TestDoctor> {
      const made = await member()
      const profile = await json(made.send('POST', '/api/doctors', { name, specialization: 'cardiology' }))
      await giveGrant(server.services.database.sql, { accountId: made.id, domain: 'heart', role: 'expert', by: null })
      server.services.accounts.callers.forget(made.id)
      return { ...made, profile: Doctor.parse(profile) }
    },
    /** A patient of a doctor's who has an account of their own. */
    async withAccount(doctor: { readonly send: Send }, body?: object) {
      const made = await patient(doctor, body)
      const own = await member()
      await json(
        own.send('POST', '/api/patients/claim', await json(doctor.send('POST', `/api/patients/${made.id}/invite`))),
      )
      return { ...own, patient: made }
    },
    stranger: () => client.stranger(),
  }
}
