import { readFile } from 'node:fs/promises'
import { HeartPredictOutput } from '@vouch/contracts/domains/heart'
import { FromReviewsOutput } from '@vouch/contracts/feedback'
import { PromoteOutput } from '@vouch/contracts/promotion'
import { TrainingAccepted, TrainingSession } from '@vouch/contracts/training'
import { patientTableCsv, simulatePatients } from '@vouch/core/domains/heart/simulate-patients'
import { and, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { prediction } from '../db/schema/predictions.ts'
import { accountClient, type Send } from '../testing/accounts.ts'
import { clinicOf } from '../testing/clinic.ts'
import { type JudgedRow, recordOutcomes } from '../testing/judge-calls.ts'
import { tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const LONG = { timeout: 120_000 }
const ROWS = 300
const TABLE = { seed: 'labelled patients', rows: ROWS }

interface HeartDoctor {
  readonly id: string
  readonly send: Send
  readonly headers: Readonly<Record<string, string>>
  readonly patients: readonly string[]
}

describe('a data set of patients whose diagnosis is known', LONG, () => {
  let server: TestServer
  let mine: HeartDoctor
  let other: HeartDoctor
  let admin: Send
  let predictionId = ''

  beforeAll(async () => {
    server = await startTestServer({ models: [{ id: 'koi' }, { id: 'heart-risk', domain: 'heart' }] })
    mine = await doctorOf(4)
    other = await doctorOf(3)
    const client = accountClient(server)
    admin = client.as((await client.withRole('admin')).tokens)
    const body = tableForm(patientTableCsv(TABLE), {}, 'patients.csv')
    const sent = await fetch(`${server.url}/api/heart/predict-table`, { method: 'POST', body, headers: mine.headers })
    predictionId = HeartPredictOutput.parse(await sent.json()).prediction_id ?? ''
    const rows = simulatePatients(TABLE).map(({ diseased }, row) => ({ predictionId, row, label: word(diseased) }))
    await recordOutcomes(server, { domain: 'heart', accountId: mine.id, rows })
    for (const doctor of [mine, other]) await recordOutcomes(server, await visitsOf(doctor))
  }, 120_000)
  afterAll(() => server.end())

  const word = (diseased: boolean) => (diseased ? 'DISEASE' : 'NO DISEASE')
  const doctorOf = async (patients: number): Promise<HeartDoctor> => {
    const clinic = clinicOf(server)
    const doctor = await clinic.doctor()
    const { id, send, tokens } = doctor
    const made: string[] = []
    for (let i = 0; i < patients; i++)
      made.push((await clinic.patient(doctor, { name: `Patient ${i}`, age: 50 + i, gender: 'female' })).id)
    return { id, send, headers: { authorization: `Bearer ${tokens.access_token}` }, patients: made }
  }
  /** Two visits of each patient, whose values come in the codes of the Kaggle copies. */
  const visitsOf = async ({ id, send, patients }: HeartDoctor) => {
    const rows: JudgedRow[] = []
    for (const [i, patientId] of [...patients, ...patients].entries()) {
      const row = { age: 41 + i, sex: 1, cp: 0, trestbps: 131, chol: 233.5, thal: 3, exang: 1 }
      const sent = await send('POST', '/api/heart/predict', { rows: [row], coding: 'kaggle' })
      const { prediction_id } = HeartPredictOutput.parse(await sent.json())
      const visit = prediction_id ?? ''
      await server.services.database.sql
        .update(prediction)
        .set({ patientId, accountId: null })
        .where(eq(prediction.id, visit))
      rows.push({ predictionId: visit, row: 0, label: 'DISEASE', subject: patientId })
    }
    return { domain: 'heart', accountId: id, rows } as const
  }
  const make = async (send: Send) => {
    const answer = await send('POST', '/api/datasets/from-reviews', { domain: 'heart' })
    const text = await answer.text()
    expect([answer.status, answer.status === 200 ? '' : text]).toEqual([200, ''])
    return FromReviewsOutput.strict().parse(JSON.parse(text))
  }
  const linesOf = async ({ sha256 }: FromReviewsOutput) => {
    const file = await server.services.files.open(sha256)
    const bytes = 'path' in file ? await readFile(file.path) : Buffer.from(file.content)
    const lines = bytes.toString('utf8').trimEnd().split('\n')
    const [head = ''] = lines.filter((line) => !line.startsWith('#'))
    const names = head.split(',')
    return {
      text: bytes.toString('utf8'),
      rows: lines
        .filter((line) => !line.startsWith('#'))
        .slice(1)
        .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell]))),
    }
  }

  it('holds a doctor’s own patients and no other’s; an admin’s holds all', async () => {
    const ours = await make(mine.send)
    expect(ours).toMatchObject({ rows: ROWS + 8, table_kind: 'patients' })
    expect(ours.left_out).toMatchObject({ withheld: 6, gone: 0 })
    // the table is the first doctor's, and was offered to nobody
    const theirs = await other.send('POST', '/api/datasets/from-reviews', { domain: 'heart' })
    expect(await theirs.json()).toMatchObject({
      status: 422,
      detail: expect.stringMatching(/The labels of 6 calls are known \(6 DISEASE, 0 NO DISEASE\)/),
    })
    expect((await make(admin)).rows).toBe(ROWS + 8 + 6)
  })

  it('tells nobody who a patient is, and keeps a patient’s visits together', async () => {
    const made = await make(mine.send)
    const { text, rows } = await linesOf(made)
    expect(text).not.toContain('pat_')
    expect(text).not.toContain('Patient')
    const visits = rows.filter(({ chol }) => chol === '233.5')
    expect(visits).toHaveLength(8)
    const groups = visits.map(({ feedback_group: group = '' }) => group)
    expect(new Set(groups).size).toBe(4)
    for (const group of groups) expect(group).toMatch(/^[0-9a-f]{16}$/)
    const [entry] = await server.services.database.sql
      .select()
      .from(audit)
      .where(eq(audit.subject, made.dataset_id))
      .orderBy(desc(audit.number))
    expect(entry?.detail).toMatchObject({ withheld: 6 })
    const reads = await server.services.database.sql
      .select({ subject: audit.subject, requestId: audit.requestId, detail: audit.detail })
      .from(audit)
      .where(and(eq(audit.action, 'patient.read'), eq(audit.requestId, entry?.requestId ?? '')))
      .orderBy(audit.subject)
    const dataset = made.dataset_id
    expect(reads).toEqual(
      [...mine.patients].sort().map((subject) => ({ subject, requestId: entry?.requestId, detail: { dataset } })),
    )
  })

  it('holds values in one coding, whatever each was written in, which says itself', async () => {
    const { rows, text } = await linesOf(await make(mine.send))
    expect(rows.find(({ chol }) => chol === '233.5')).toMatchObject({
      cp: '4',
      thal: '7',
      exang: '1',
      coding: 'uci',
      ca: '',
    })
    expect(text).toMatch(/^# SIMULATED/)
    const body = tableForm(text, {}, 'again.csv')
    const send = async (form: FormData) =>
      HeartPredictOutput.parse(
        await (
          await fetch(`${server.url}/api/heart/predict-table`, { method: 'POST', body: form, headers: mine.headers })
        ).json(),
      ).predictions
    const again = await send(body)
    const first = await send(tableForm(patientTableCsv(TABLE), {}, 'patients.csv'))
    expect(again.slice(0, ROWS).map(({ probability, features }) => ({ probability, features }))).toEqual(
      first.map(({ probability, features }) => ({ probability, features })),
    )
  })

  it('is trained on, and the gate says for whom the model gets better or worse than the one that answers', async () => {
    const made = await make(mine.send)
    const body = { ...made.training, model_type: 'logistic_regression', folds: 3, test_share: 0.4 }
    const accepted = await mine.send('POST', '/api/training/start', body)
    expect([accepted.status, accepted.status === 202 ? '' : await accepted.clone().text()]).toEqual([202, ''])
    const { session_id } = TrainingAccepted.parse(await accepted.json())
    const session = async () =>
      TrainingSession.parse(await (await mine.send('GET', `/api/training/status/${session_id}`)).json())
    await vi.waitFor(async () => expect((await session()).status).toMatch(/completed|failed/), { timeout: 60_000 })
    const { result, reason } = await session()
    expect(reason).toBeNull()
    expect(result?.features).toContain('oldpeak')
    const answer = await mine.send('POST', '/api/models/heart-risk/promote', { model: result?.model_id, dry_run: true })
    const { gate } = PromoteOutput.strict().parse(await answer.json())
    const named = new Map(gate.checks.map((check) => [check.name, check]))
    expect([...named.keys()]).toEqual(
      expect.arrayContaining(['the locked test', 'women', 'men', 'age below 50 years', 'age of 60 years and more']),
    )
    const men = named.get('men')
    expect(men?.paired.n).toBeGreaterThan(50)
    expect(men?.paired.interval).not.toBeNull()
    const [from = 0, to = 0] = men?.paired.interval ?? []
    expect(men?.change).toBe(from > 0 ? 'better' : to < 0 ? 'worse' : 'unclear')
    expect(men?.reason).toMatch(
      /^men \(n \d+\): its AUC differs by [+−][\d.]+ \(95 %: .* to .*\), (not worse|better|worse) beyond chance\.$/,
    )
    for (const { change, reason: words } of gate.checks.slice(1))
      if (change === 'better' || change === 'worse') expect(gate.reasons).toContain(words)
    expect(named.get('the locked test')?.calls?.n).toBe(named.get('the locked test')?.paired.n)
  })
})
