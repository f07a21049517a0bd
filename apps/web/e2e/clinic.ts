import { ClinicPredictOutput } from '@vouch/contracts/clinic'
import { HeartPredictOutput } from '@vouch/contracts/domains/heart'
import { Doctor, Patient } from '@vouch/contracts/patient'
import { Sample } from '@vouch/contracts/submission'
import { inject } from 'vitest'
import { newPerson, tokenOf, type Person } from './people.ts'

/** A man with much that speaks for the disease. */
export const ILL = {
  age: 64,
  sex: 1,
  cp: 4,
  trestbps: 140,
  chol: 260,
  thalach: 112,
  exang: 1,
  oldpeak: 2.6,
  slope: 2,
  ca: 2,
  thal: 7,
} as const

export interface DoctorPerson extends Person {
  readonly token: string
  readonly profile: Doctor
}

/** A request beside the page. @throws Error for what is refused */
export async function send(token: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${inject('baseUrl')}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}

/** Somebody with a doctor's profile, to whom the admin has given the role. */
export async function newDoctor(name: string): Promise<DoctorPerson> {
  const person = await newPerson({ name })
  const token = await tokenOf(person)
  const profile = Doctor.parse(await send(token, 'POST', '/api/doctors', { name, specialization: 'cardiology' }))
  const admin = await tokenOf(inject('admin'))
  const grant = { domain: 'heart', role: 'expert', give: true }
  await send(admin, 'POST', `/api/accounts/${profile.account_id}/grants`, grant)
  return { ...person, token, profile }
}

/** A patient with values: of the doctor whose token it is, or oneself. */
export async function newPatient(token: string, name: string, more: object = {}): Promise<Patient> {
  const body = { name, age: 64, gender: 'male', health_features: ILL, coding: 'uci', ...more }
  return Patient.parse(await send(token, 'POST', '/api/patients', body))
}

export async function callPatient(token: string, patient_id: string): Promise<ClinicPredictOutput> {
  return ClinicPredictOutput.parse(await send(token, 'POST', '/api/ml/predict', { patient_id }))
}

/** The simulated patients, called for somebody, with what each came to; the submission's id. */
export async function knownCalls(token: string): Promise<string> {
  const { name, csv } = Sample.parse(await send(token, 'GET', '/api/heart/sample'))
  const body = new FormData()
  body.append('file', new File([csv], name))
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${inject('baseUrl')}/api/heart/predict-table`, { method: 'POST', headers, body })
  const { prediction_id, predictions } = HeartPredictOutput.parse(await answer.json())
  const id = prediction_id ?? ''
  const other = { DISEASE: 'NO DISEASE', 'NO DISEASE': 'DISEASE' } as const
  const outcomes = predictions.map(({ row, prediction }) => ({
    prediction_id: id,
    row,
    label: row % 5 === 0 ? other[prediction] : prediction,
    source: 'diagnosis',
    observed_on: '2024-05-17',
  }))
  await send(token, 'POST', '/api/outcomes', { outcomes })
  return id
}

/** Which share of calls is judged blind, as the admin sets it. */
export async function setBlindShare(share: number): Promise<void> {
  await send(await tokenOf(inject('admin')), 'PATCH', '/api/reviews/policy', { domain: 'heart', blind_share: share })
}
