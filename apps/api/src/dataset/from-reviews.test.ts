import { readFile } from 'node:fs/promises'
import { DatasetAudit, DatasetDetail } from '@vouch/contracts/dataset'
import { FromReviewsOutput } from '@vouch/contracts/feedback'
import { ModelDetail } from '@vouch/contracts/model'
import { PromoteOutput } from '@vouch/contracts/promotion'
import { TrainingAccepted, type TrainingSession } from '@vouch/contracts/training'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { liveModel } from '../db/schema/models.ts'
import { reviewItem } from '../db/schema/reviews.ts'
import { createId } from '../id.ts'
import { accountClient, type TestAccount } from '../testing/accounts.ts'
import { type JudgedRow, recordOutcomes, recordVerdicts } from '../testing/judge-calls.ts'
import { labelledSurvey, surveyRows } from '../testing/labelled-survey.ts'
import { readCalls, readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const LONG = { timeout: 120_000 }
const ROWS = 500
const CONFIRMED = 'CONFIRMED'

describe('a data set of calls whose label is known', LONG, () => {
  let server: TestServer
  let person: TestAccount
  let trainer: Trainer
  /** the archive's answer, row by row */
  let judged: JudgedRow[]
  let survey = ''

  beforeAll(async () => {
    server = await startTestServer()
    person = await accountClient(server).withRole('expert', 'exoplanet')
    trainer = await openTrainer(server, { tokens: person.tokens, rows: 40 })
    survey = labelledSurvey(ROWS)
    const predictionId = await submit(survey, trainer.headers)
    judged = surveyRows(ROWS).flatMap(({ koi_disposition: found, kepid = '' }, row) =>
      found === 'CANDIDATE'
        ? []
        : [{ predictionId, row, subject: kepid, label: found === CONFIRMED ? 'PLANET' : 'FALSE POSITIVE' }],
    )
    const own = { domain: 'exoplanet', accountId: person.id } as const
    await recordOutcomes(server, { ...own, rows: judged.slice(0, 200).map((one) => ({ ...one, inclusion: 0.5 })) })
    // an outcome beats what was said before it
    const wrong = judged.slice(0, 20).map((one) => ({ ...one, label: 'PLANET' }))
    await recordVerdicts(server, { ...own, kind: 'adjudication', rows: [...wrong, ...judged.slice(200, 260)] })
    await recordVerdicts(server, { ...own, kind: 'review', rows: judged.slice(250, 320) })
    const second = await accountClient(server).withRole('expert', 'exoplanet')
    const others = judged.slice(250, 300).map((one, i) => (i < 40 ? one : { ...one, label: 'PLANET' }))
    await recordVerdicts(server, { ...own, accountId: second.id, kind: 'review', rows: others })
  }, 120_000)
  afterAll(() => server.end())

  const submit = async (table: string, headers: Readonly<Record<string, string>>) => {
    const sent = await fetch(`${server.url}/api/predict`, { method: 'POST', body: tableForm(table), headers })
    return (await readCalls(sent)).prediction_id ?? ''
  }
  const ask = (more: object = {}) => trainer.post('/api/datasets/from-reviews', { domain: 'exoplanet', ...more })
  const make = async (more: object = {}) => {
    const answer = await ask(more)
    const text = await answer.text()
    expect([answer.status, answer.status === 200 ? '' : text]).toEqual([200, ''])
    return FromReviewsOutput.strict().parse(JSON.parse(text))
  }
  const textOf = async (sha256: string) => {
    const file = await server.services.files.open(sha256)
    return 'path' in file ? readFile(file.path, 'utf8') : Buffer.from(file.content).toString('utf8')
  }
  const start = async (body: object): Promise<TrainingSession> => {
    const answer = await trainer.post('/api/training/start', body)
    expect([answer.status, answer.status === 202 ? '' : await answer.clone().text()]).toEqual([202, ''])
    return trainer.ended(TrainingAccepted.strict().parse(await answer.json()).session_id)
  }
  const gateOf = async (model: string) =>
    PromoteOutput.strict().parse(await (await trainer.post('/api/models/koi/promote', { model, dry_run: true })).json())
      .gate

  it('has one label a call, of the surest that was said of it, and says what each counts and why', async () => {
    const made = await make()
    expect(made).toMatchObject({ domain: 'exoplanet', table_kind: 'koi', rows: 260, inclusion: null })
    expect(made.left_out).toEqual({ gone: 0, withheld: 0, repeated: 0, other_label: 0 })
    const expected = (label: string) => judged.slice(0, 260).filter((one) => one.label === label).length
    expect(made.labels).toEqual({ PLANET: expected('PLANET'), 'FALSE POSITIVE': expected('FALSE POSITIVE') })
    const right = judged.slice(0, 20).filter(({ label }) => label === 'PLANET').length
    expect(made.sources).toEqual([
      { source: 'outcome', rows: 200, weight: 1, basis: 'declared', right: null },
      {
        source: 'adjudicated',
        rows: 60,
        weight: expect.closeTo(0.64, 9),
        basis: 'assumed',
        right: { n: 20, count: right },
      },
    ])
    expect(made.effective_rows).toBeCloseTo((200 + 60 * 0.64) ** 2 / (200 + 60 * 0.64 ** 2), 6)
    expect(made.profile.label_candidates[0]).toMatchObject({ column: 'feedback_label', known: true })
    expect(made.profile.group_candidates[0]).toMatchObject({ column: 'feedback_group', known: true })
  })

  it('takes what blind experts agree on where that is asked for, a given weight, and the chance of being chosen', async () => {
    const made = await make({ include_agreed: true, weighted: true, weights: { agreed: 0.3 } })
    // of fifty that two judged ten were adjudicated, and on some of the last ten they differ
    const same = judged.slice(290, 300).filter(({ label }) => label === 'PLANET').length
    const agreed = made.sources.find(({ source }) => source === 'agreed')
    expect(agreed).toEqual({
      source: 'agreed',
      rows: 30 + same,
      weight: 0.3,
      basis: 'given',
      right: { n: 0, count: 0 },
    })
    expect(made.inclusion).toEqual({ unknown: 60 + 30 + same, capped: 0, cap: 20 })
    expect((await ask({ weights: { agreed: 0 } })).status).toBe(422)
  })

  it('is known again by the model that called its rows: the same values, of the same kind of table', async () => {
    const made = await make()
    const again = await fetch(`${server.url}/api/predict`, {
      method: 'POST',
      body: tableForm(await textOf(made.sha256)),
      headers: trainer.headers,
    })
    const before = await fetch(`${server.url}/api/predict`, { method: 'POST', body: tableForm(survey) })
    const first = await readCalls(before)
    const second = await readCalls(again)
    expect(second.mapping).toMatchObject({ mission: 'koi', mission_name: first.mapping.mission_name })
    const called = new Map(first.predictions.map(({ row, probability }) => [row, probability]))
    expect(second.predictions.length).toBeGreaterThan(200)
    for (const { row, probability } of second.predictions) expect(probability).toBe(called.get(judged[row]?.row ?? -1))
  })

  it('has nothing beside its values that may be learned from', async () => {
    const { dataset_id, columns, training } = await make()
    const { label, group_key } = DatasetDetail.parse(await (await trainer.get(`/api/datasets/${dataset_id}`)).json())
    // whoever opens it later is told the same
    expect({ ...label, group_key }).toEqual({
      column: training.label,
      positive: training.positive_labels,
      negative: training.negative_labels,
      weight: training.weight,
      group_key: training.group_key,
    })
    const { dataset_id: _id, dataset_source: _source, weight: _weight, ...subject } = training
    const answer = await trainer.post(`/api/datasets/${dataset_id}/audit`, { ...subject, takes: 'columns' })
    const found = DatasetAudit.strict().parse(await answer.json())
    const own = columns.filter((name) => name.startsWith('feedback_') && !Object.values(subject).includes(name))
    expect(own).toEqual(['feedback_weight', 'feedback_source', 'feedback_observed_on'])
    for (const name of own)
      expect(found.columns.find(({ column }) => column === name)).toMatchObject({ verdict: 'refused' })
    const check = await trainer.post('/api/validate-config', {
      ...training,
      model_type: 'xgboost',
      takes: 'columns',
      features: ['koi_period', 'feedback_weight'],
    })
    expect(await check.json()).toMatchObject({
      errors: [{ field: 'features', message: '“feedback_weight” is the weight' }],
    })
  })

  it('is trained on by what its field makes of it, with its weights, which the model tells; and again to the byte', async () => {
    const made = await make()
    const body = {
      ...made.training,
      model_type: 'xgboost',
      folds: 3,
      hyperparameters: { n_estimators: 25, max_depth: 3 },
    }
    const done = await start(body)
    expect([done.status, done.reason]).toEqual(['completed', null])
    expect(done.result?.rows).toBe(260)
    const plain = await start({ ...body, weight: null })
    expect(plain.result?.model_sha256).not.toBe(done.result?.model_sha256)
    const { manifest } = ModelDetail.parse(await (await trainer.get(`/api/models/${done.result?.model_id}`)).json())
    expect(manifest?.training.parameters).toMatchObject({ sample_weight: 'feedback_weight' })
    expect(manifest?.limits.join()).toMatch(/by its weight in feedback_weight; its figures count every row once/)
    expect(manifest?.badge).toBeNull()
    const again = await trainer.post(`/api/training/reproduce/${done.session_id}`)
    const { reproduction } = await trainer.ended(TrainingAccepted.parse(await again.json()).session_id)
    expect(reproduction?.same).toBe(true)

    const gate = await gateOf(done.result?.model_id ?? '')
    expect(gate.checks.map(({ name }) => name)).toContain('planet radius below 2 Earth radii')
    for (const { paired, calls, change } of gate.checks) {
      expect(calls?.n).toBe(paired.n)
      expect(change === null || change === 'unclear' || paired.interval !== null).toBe(true)
    }
    expect(gate.reasons.join()).toMatch(/koi was trained on tables that may hold the same, and may know these rows/)

    // from now on it answers, and what comes after it is held against what it said of its rows unseen
    const live = done.result?.model_id ?? ''
    await server.services.database.sql.update(liveModel).set({ modelId: live }).where(eq(liveModel.id, 'koi'))
    await server.services.live.refresh()
    const own = { domain: 'exoplanet', accountId: person.id } as const
    await recordOutcomes(server, { ...own, rows: judged.slice(320, 440) })
    const more = await make()
    expect(more.rows).toBe(380)
    const next = await start({ ...body, dataset_id: more.dataset_id })
    const second = await gateOf(next.result?.model_id ?? '')
    const said = /learned from such tables: (\d+) of the (\d+) rows are of its training/.exec(second.reasons.join(' '))
    const [known, n] = [Number(said?.[1]), Number(said?.[2])]
    expect(n).toBe(second.checks[0]?.paired.n)
    expect(known).toBeGreaterThan(0.4 * n)
    expect(known).toBeLessThan(n)
  })

  it('leaves out what is gone, what is another’s and was offered to nobody, and a row that was called twice', async () => {
    const stranger = await accountClient(server).member()
    const headers = { authorization: `Bearer ${stranger.tokens.access_token}` }
    const theirs = await submit(labelledSurvey(60), headers)
    const own = { domain: 'exoplanet', accountId: stranger.id } as const
    const rows = judged.slice(0, 30).map((one) => ({ ...one, predictionId: theirs }))
    await recordOutcomes(server, { ...own, rows })
    const again = await submit(survey, trainer.headers)
    await recordOutcomes(server, { ...own, rows: judged.slice(0, 15).map((one) => ({ ...one, predictionId: again })) })
    const before = await make()
    expect(before.left_out).toMatchObject({ withheld: 30, repeated: 15, gone: 0 })
    await server.services.database.sql.insert(reviewItem).values(
      rows.slice(0, 10).map(({ predictionId, row }) => ({
        id: createId('rvi', Date.now()),
        predictionId,
        row,
        domain: 'exoplanet',
        name: 'a row',
        slice: 'asked' as const,
        priority: 1,
        wanted: 1,
        state: 'open' as const,
        label: 'PLANET',
        probability: 0.5,
        abstained: false,
      })),
    )
    const offered = await make()
    expect(offered.left_out).toMatchObject({ withheld: 20 })
    expect(offered.rows).toBe(before.rows + 10)
    await fetch(`${server.url}/api/predictions/${theirs}`, { method: 'DELETE', headers })
    expect((await make()).left_out).toMatchObject({ withheld: 0, gone: 30, repeated: 15 })
  })

  it('is in the audit with its counts', async () => {
    const { dataset_id, rows } = await make()
    const [entry] = await server.services.database.sql.select().from(audit).where(eq(audit.subject, dataset_id))
    expect(entry).toMatchObject({ action: 'dataset.from_reviews', actor: person.id, outcome: 'done' })
    expect(entry?.detail).toMatchObject({ rows, domain: 'exoplanet', adjudicated: 60 })
  })

  it('of too few calls is refused with how many there are of each label; and is for experts of the domain', async () => {
    const few = await readProblem(await ask({ min_rows: 100_000 }))
    expect(few.status).toBe(422)
    expect(few.detail).toMatch(
      /The labels of \d+ calls are known \(\d+ PLANET, \d+ FALSE POSITIVE\); 100000 are needed, 10 of each/,
    )
    expect((await readProblem(await ask({ domain: 'heart' }))).status).toBe(403)
    const member = await accountClient(server).member()
    const send = accountClient(server).as(member.tokens)
    expect((await send('POST', '/api/datasets/from-reviews', { domain: 'exoplanet' })).status).toBe(403)
  })
})
