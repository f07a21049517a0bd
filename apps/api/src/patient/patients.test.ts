import { Doctor, DoctorPage, HealthRecordPage, Patient, PatientPage } from '@vouch/contracts/patient'
import { and, eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { care } from '../db/schema/clinic.ts'
import { healthRecord, patient } from '../db/schema/patients.ts'
import { PASSWORD, type Send } from '../testing/accounts.ts'
import { clinicOf, json } from '../testing/clinic.ts'
import { forEachServer } from '../testing/for-each-server.ts'
import { readProblem } from '../testing/requests.ts'

const ANNA = { name: 'Anna Test', age: 61, gender: 'female', health_features: { age: 61, sex: 0, cp: 4, chol: 240 } }

forEachServer('patients and who treats them', {}, (open) => {
  let clinic: ReturnType<typeof clinicOf>
  beforeAll(() => {
    clinic = clinicOf(open())
  })

  const database = () => open().services.database.sql
  const member = () => clinic.member()
  const aDoctor = (name?: string) => clinic.doctor(name)
  const begin = (send: Send, body: object = ANNA) => clinic.patient({ send }, body)
  const statusOf = async (answer: Promise<Response>) => (await answer).status

  it('keeps one’s own record, once, and shows it to nobody else', async () => {
    const anna = await member()
    const made = await begin(anna.send)
    expect(made).toMatchObject({ name: 'Anna Test', age: 61, has_account: true, doctors: [] })
    expect(made.health_features).toMatchObject({ chol: 240 })
    expect((await anna.send('POST', '/api/patients', ANNA)).status).toBe(409)

    const others = [await member(), await aDoctor()]
    for (const { send } of others) {
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'Eve' }],
        ['DELETE', '', undefined],
        ['GET', '/health-data', undefined],
        ['POST', '/health-data', { features: { age: 1 } }],
        ['POST', '/doctors', { doctor_id: others[1]?.id }],
        ['POST', '/invite', undefined],
      ] as const)
        expect(await statusOf(send(method, `/api/patients/${made.id}${path}`, body)), `${method} ${path}`).toBeOneOf([
          404, 422,
        ])
      expect(PatientPage.parse(await json(await send('GET', '/api/patients'))).patients).toEqual([])
    }
    expect(await statusOf(clinic.stranger().send('GET', `/api/patients/${made.id}`))).toBe(401)
    expect(Patient.parse(await json(await anna.send('GET', `/api/patients/${made.id}`)))).toEqual(made)
  })

  it('is seen by the doctor who began it, and by another once it is given', async () => {
    const [first, second] = [await aDoctor('Dr. First'), await aDoctor('Dr. Second')]
    const made = await begin(first.send)
    expect(made).toMatchObject({ has_account: false, doctors: [{ id: first.profile.id, name: 'Dr. First' }] })
    expect(await statusOf(second.send('GET', `/api/patients/${made.id}`))).toBe(404)

    await json(await first.send('POST', `/api/patients/${made.id}/doctors`, { doctor_id: second.profile.id }))
    expect(await statusOf(second.send('GET', `/api/patients/${made.id}`))).toBe(200)
    const listed = PatientPage.parse(await json(await second.send('GET', `/api/doctors/${second.profile.id}/patients`)))
    expect(listed.patients.map(({ id }) => id)).toEqual([made.id])
    expect(await statusOf(second.send('GET', `/api/doctors/${first.profile.id}/patients`))).toBe(403)
    // a doctor ends nobody's care but his own
    expect(await statusOf(second.send('DELETE', `/api/patients/${made.id}/doctors/${first.profile.id}`))).toBe(403)
    expect(await statusOf(second.send('DELETE', `/api/patients/${made.id}/doctors/${second.profile.id}`))).toBe(204)
    expect(await statusOf(second.send('GET', `/api/patients/${made.id}`))).toBe(404)
  })

  it('lets nobody be a doctor before an admin has said so', async () => {
    const hopeful = await member()
    const profile = Doctor.parse(
      await json(await hopeful.send('POST', '/api/doctors', { name: 'Dr. Hope', specialization: '' })),
    )
    expect(profile).toMatchObject({ approved: false, account_id: hopeful.id })
    expect((await hopeful.send('POST', '/api/patients', { ...ANNA, own: false })).status).toBe(403)
    const someone = await member()
    expect(await statusOf(someone.send('GET', `/api/doctors/${profile.id}`))).toBe(404)
    const own = await begin(someone.send)
    expect((await someone.send('POST', `/api/patients/${own.id}/doctors`, { doctor_id: profile.id })).status).toBe(422)

    const admin = (await clinic.admin()).send
    expect(DoctorPage.parse(await json(await admin('GET', '/api/doctors'))).doctors).toContainEqual(profile)
    await json(
      await admin('POST', `/api/accounts/${hopeful.id}/grants`, { domain: 'heart', role: 'expert', give: true }),
    )
    expect(Doctor.parse(await json(await someone.send('GET', `/api/doctors/${profile.id}`)))).toMatchObject({
      approved: true,
      account_id: null,
    })
  })

  it('finds one’s own record and one’s own profile among all that one sees, and tells whose a record is', async () => {
    const doctor = await aDoctor('Dr. Own')
    const his = await begin(doctor.send)
    const own = await begin(doctor.send, { ...ANNA, name: 'Dr. Own himself', own: true })
    expect([his.own, own.own]).toEqual([false, true])
    const mine = PatientPage.parse(await json(await doctor.send('GET', '/api/patients?mine=true')))
    expect(mine.patients).toEqual([own])
    const all = PatientPage.parse(await json(await doctor.send('GET', '/api/patients')))
    expect(all.patients.map(({ id, own }) => [id, own])).toEqual([
      [own.id, true],
      [his.id, false],
    ])

    const hopeful = await member()
    expect(DoctorPage.parse(await json(await hopeful.send('GET', '/api/doctors?mine=true'))).doctors).toEqual([])
    const profile: unknown = await json(
      await hopeful.send('POST', '/api/doctors', { name: 'Dr. Hope', specialization: '' }),
    )
    expect(DoctorPage.parse(await json(await hopeful.send('GET', '/api/doctors?mine=true'))).doctors).toEqual([profile])
    expect(DoctorPage.parse(await json(await hopeful.send('GET', '/api/doctors'))).doctors).not.toContainEqual(profile)
  })

  it('takes the sight of patients away with the role', async () => {
    const doctor = await aDoctor()
    const made = await begin(doctor.send)
    const admin = (await clinic.admin()).send
    await json(
      await admin('POST', `/api/accounts/${doctor.id}/grants`, { domain: 'heart', role: 'expert', give: false }),
    )
    expect(await statusOf(doctor.send('GET', `/api/patients/${made.id}`))).toBe(404)
    expect(PatientPage.parse(await json(await doctor.send('GET', '/api/patients'))).patients).toEqual([])
  })

  it('ties an account to a record that a doctor began, with a code that holds once', async () => {
    const doctor = await aDoctor()
    const made = await begin(doctor.send)
    const invite = async () => {
      const answer: unknown = await json(await doctor.send('POST', `/api/patients/${made.id}/invite`))
      return String(answer && typeof answer === 'object' && 'code' in answer ? answer.code : '')
    }
    const [before, code] = [await invite(), await invite()]
    const [anna, eve] = [await member(), await member()]
    expect((await anna.send('POST', '/api/patients/claim', { code: before })).status).toBe(404)
    expect(Patient.parse(await json(await anna.send('POST', '/api/patients/claim', { code })))).toMatchObject({
      id: made.id,
      has_account: true,
    })
    expect((await eve.send('POST', '/api/patients/claim', { code })).status).toBe(404)
    expect((await doctor.send('POST', `/api/patients/${made.id}/invite`)).status).toBe(409)
    expect(await statusOf(anna.send('GET', `/api/patients/${made.id}`))).toBe(200)
  })

  it('keeps what was measured over time, the last measured first', async () => {
    const anna = await member()
    const made = await begin(anna.send)
    const path = `/api/patients/${made.id}/health-data`
    const older = { features: { age: 60, chol: 200 }, measured_at: '2020-01-01T00:00:00Z' }
    await json(await anna.send('POST', path, older))
    await json(await anna.send('POST', path, { features: { age: 62, trestbps: 130 }, coding: 'uci' }))
    const first = HealthRecordPage.parse(await json(await anna.send('GET', `${path}?limit=2`)))
    expect(first.records.map(({ features }) => features.age)).toEqual([62, 61])
    const rest = HealthRecordPage.parse(
      await json(await anna.send('GET', `${path}?limit=2&cursor=${first.next_cursor}`)),
    )
    expect(rest).toMatchObject({ records: [{ features: older.features }], next_cursor: null })
    const shown = Patient.parse(await json(await anna.send('GET', `/api/patients/${made.id}`)))
    expect(shown.health_features).toEqual({ age: 62, trestbps: 130 })

    for (const [body, field] of [
      [{ features: { age: 999 } }, 'features.age'],
      [{ features: { cholesterol: 200 } }, 'features'],
      [{ features: {} }, 'features'],
      [{ features: { age: 61 }, measured_at: '2999-01-01T00:00:00Z' }, 'measured_at'],
    ] as const) {
      const problem = await readProblem(await anna.send('POST', path, body))
      expect(problem.errors?.map((error) => error.field)).toContain(field)
    }
  })

  it('audits every read of a patient, with who read it and as what', async () => {
    const doctor = await aDoctor()
    const made = await begin(doctor.send)
    await json(await doctor.send('GET', `/api/patients/${made.id}`))
    await json(await doctor.send('GET', `/api/patients/${made.id}/health-data`))
    await json(await doctor.send('GET', '/api/patients'))
    const entries = await database().select().from(audit).where(eq(audit.actor, doctor.id))
    const reads = entries.filter(({ action, subject }) => action === 'patient.read' && subject === made.id)
    expect(reads.map(({ detail }) => detail)).toEqual([
      { as: 'doctor' },
      { as: 'doctor', of: 'records' },
      { of: 'list' },
    ])
    // ids alone: what a person is called stands nowhere in it
    expect(JSON.stringify(entries)).not.toContain('Anna')
  })

  it('erases a patient whom nobody but themselves or an admin may erase', async () => {
    const doctor = await aDoctor()
    const anna = await member()
    const made = await begin(anna.send)
    await json(await anna.send('POST', `/api/patients/${made.id}/doctors`, { doctor_id: doctor.profile.id }))
    expect(await statusOf(doctor.send('DELETE', `/api/patients/${made.id}`))).toBe(403)
    await json(await anna.send('DELETE', `/api/patients/${made.id}`))
    for (const { send } of [anna, doctor]) expect(await statusOf(send('GET', `/api/patients/${made.id}`))).toBe(404)
    const [row] = await database().select().from(patient).where(eq(patient.id, made.id))
    expect(row).toMatchObject({ name: null, age: null, gender: null, accountId: null })
    expect(await database().select().from(healthRecord).where(eq(healthRecord.patientId, made.id))).toEqual([])
    // and may begin another
    expect((await begin(anna.send)).id).not.toBe(made.id)
  })

  it('erases both with the account', async () => {
    const doctor = await aDoctor()
    const his = await begin(doctor.send)
    const own = await begin(doctor.send, { ...ANNA, own: true })
    await json(await doctor.send('DELETE', '/api/account', { password: PASSWORD }))
    const left = await database()
      .select()
      .from(care)
      .where(and(eq(care.patientId, his.id)))
    expect(left).toEqual([])
    const [row] = await database().select().from(patient).where(eq(patient.id, own.id))
    expect(row).toMatchObject({ name: null, accountId: null })
    const [kept] = await database().select().from(patient).where(eq(patient.id, his.id))
    expect(kept?.name).toBe('Anna Test')
  })
})
