import { readFileSync } from 'node:fs'
import { UploadOutput } from '@vouch/contracts/dataset'
import { Measurement, MeasurementList } from '@vouch/contracts/measurement'
import { ImportedModel } from '@vouch/contracts/model-import'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { measureCalls } from '@vouch/core/measure/measure-calls'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { measurement } from '../db/schema/models.ts'
import { accountClient, PASSWORD } from '../testing/accounts.ts'
import { labelledSurvey, surveyRows } from '../testing/labelled-survey.ts'
import { readCalls, readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const XGBOOST = new URL('../../../../packages/core/src/learn/fixtures/xgboost/logistic.json', import.meta.url)
const ROWS = 400
const LABEL = { label: 'koi_disposition', positive_labels: ['CONFIRMED'], negative_labels: ['FALSE POSITIVE'] }

/** The survey as a table of TESS Objects of Interest: all but one of the columns that the model takes, and a row without any. */
function objectTable(rows: number): string {
  const [survey = '', ...lines] = labelledSurvey(rows).trim().split('\n')
  const header = survey.replace('koi_period', 'pl_orbper')
  const bare = header.split(',').map((name) => (name === 'koi_disposition' ? 'CONFIRMED' : ''))
  const objects = [...lines, bare.join(',')].map((line, i) => `${line},${100 + i}.01,${i}`)
  return `${[`${header},toi,tid`, ...objects].join('\n')}\n`
}

/** The survey as a table of threshold-crossing events. */
function eventTable(rows: number): string {
  const [header = '', ...lines] = labelledSurvey(rows).trim().split('\n')
  return `${[`${header},tce_period,tce_duration`, ...lines.map((line, i) => `${line},${3 + i / 100},4`)].join('\n')}\n`
}

describe('a model measured on a labelled table', () => {
  let server: TestServer
  let trainer: Trainer
  let other: Trainer
  let model: string
  let session: string
  let table: string
  const objects = objectTable(ROWS)
  beforeAll(async () => {
    server = await startTestServer()
    const accounts = accountClient(server)
    const [mine, others] = [await accounts.member(), await accounts.member()]
    trainer = await openTrainer(server, { tokens: mine.tokens, rows: ROWS })
    other = await openTrainer(server, { tokens: others.tokens, rows: 60 })
    session = await trainer.start()
    model = (await trainer.ended(session)).result?.model_id ?? ''
    table = await upload(objects)
  }, 180_000)
  afterAll(() => server.end())

  const upload = async (content: string) => {
    const body = tableForm(content, {}, 'objects.csv')
    const sent = await fetch(`${server.url}/api/upload`, { method: 'POST', body, headers: trainer.headers })
    return UploadOutput.parse(await sent.json()).dataset_id
  }
  const ask = (more: object = {}, who = trainer, id = model) =>
    who.post(`/api/models/${id}/measure`, { dataset_id: table, group_key: 'kepid', ...LABEL, ...more })
  const measured = async (more: object = {}, id = model) => {
    const answer = await ask(more, trainer, id)
    expect([answer.status, answer.status === 201 ? '' : await answer.clone().text()]).toEqual([201, ''])
    return Measurement.strict().parse(await answer.json())
  }
  const listed = async (query = '', who = trainer) =>
    MeasurementList.strict().parse(await (await who.get(`/api/models/${model}/measurements${query}`)).json())
  const predict = async (content: string, by = model) => {
    const body = tableForm(content, { model: by, store: 'false' })
    return readCalls(await fetch(`${server.url}/api/predict`, { method: 'POST', body, headers: trainer.headers }))
  }
  const outside = async (calls: ReturnType<typeof readCalls>) =>
    (await calls).mapping.warnings.find(({ code }) => code === 'outside_training')?.message ?? ''

  it('has the figures that its calls of those rows give, and says which rows it could not assess', async () => {
    const made = await measured()
    const { predictions } = await predict(objects)
    const [header = '', ...lines] = objects.trim().split('\n')
    const names = header.split(',')
    const cells = lines.map((line) => line.split(','))
    const at = (row: number, name: string) => cells[row]?.[names.indexOf(name)] ?? ''
    const judged = predictions.filter(({ row }) => at(row, 'koi_disposition') !== 'CANDIDATE')
    const split = 'labelled rows of objects.csv'
    const probabilities = Float64Array.from(judged, ({ probability }) => probability)
    const direct = measureCalls(
      {
        labels: Uint8Array.from(judged, ({ row }) => (at(row, 'koi_disposition') === 'CONFIRMED' ? 1 : 0)),
        groups: groupIndex(judged.map(({ row }) => at(row, 'kepid'))),
        passes: [{ probabilities, thresholds: new Float64Array(judged.length).fill(made.threshold) }],
      },
      { split },
    )
    expect(made.metrics).toEqual(direct)
    expect(made.metrics.find(({ metric }) => metric === 'roc_auc')).toMatchObject({ n: judged.length })
    expect(made).toMatchObject({ model, kind: 'toi', seen: 'unseen', simulated: false })
    expect(made.not_assessed).toBeGreaterThan(0)
    expect(made.rows).toBe(judged.length + made.not_assessed)
    expect(made.cautions).toHaveLength(1)
    expect(made.cautions[0]).toContain(`${made.not_assessed} of the ${made.rows} labelled rows could not be assessed`)
    expect(made.curves.roc.n).toBe(judged.length)
    expect((await listed()).measurements[0]).toEqual(made)
  })

  it('is cautioned against on the table that it was trained on, and on others of its kind', async () => {
    const own = await measured({ dataset_id: trainer.dataset.dataset_id, dataset_source: 'upload' })
    expect(own).toMatchObject({
      seen: 'rows',
      kind: 'koi',
      cautions: [expect.stringContaining('was trained on these rows')],
    })
    expect(own.cautions[0]).toContain('too good')
    const alike = await measured({ dataset_id: await upload(labelledSurvey(ROWS - 50)) })
    expect(alike).toMatchObject({ seen: 'kind', cautions: [expect.stringContaining('may know these rows')] })
    // an event may be an object of interest under another name
    expect(await measured({ dataset_id: await upload(eventTable(ROWS)) })).toMatchObject({ seen: 'kind', kind: 'tce' })
    const shipped = await measured({ dataset_id: trainer.dataset.dataset_id }, 'koi')
    expect(shipped).toMatchObject({ model: 'koi', seen: 'kind' })
  })

  it('is told of where a table is of a kind that it was not trained on, and of no other', async () => {
    const fresh = (await trainer.ended(await trainer.start())).result?.model_id ?? ''
    const [kept, keptTable] = [model, table]
    model = fresh
    const { koi_period: period, ...rest } = surveyRows(1)[0] ?? {}
    const rows = [{ ...rest, pl_orbper: period, toi: '100.01', tid: '1' }]
    const few = async () => readCalls(await trainer.post('/api/predict', { rows, model, store: false }))
    expect(await outside(predict(objects))).toContain('has not been measured')
    expect(await outside(few())).toContain('has not been measured')
    // on its own rows the figure is too good to be told
    await measured({ dataset_id: trainer.dataset.dataset_id })
    expect(await outside(few())).toContain('has not been measured')
    const { metrics } = await measured()
    const auc = metrics.find(({ metric }) => metric === 'roc_auc')
    const words = `ROC AUC of ${auc?.value?.toFixed(3)} (n ${auc?.n}, 95 %: ${auc?.interval?.[0].toFixed(3)} to`
    expect(await outside(predict(objects))).toContain(words)
    expect(await outside(few())).toContain(words)
    ;[model, table] = [kept, keptTable]
  })

  it('does not pretend that an imported model had not seen the rows', async () => {
    const columns = ['koi_period', 'koi_depth', 'koi_duration', 'koi_impact', 'koi_prad']
    const form = tableForm(readFileSync(XGBOOST), {}, 'model.json')
    form.set('manifest', new File([JSON.stringify({ columns })], 'manifest.json'))
    const sent = await fetch(`${server.url}/api/models/import`, {
      method: 'POST',
      body: form,
      headers: trainer.headers,
    })
    const { id } = ImportedModel.parse(await sent.json())
    const made = await measured({}, id)
    expect(made).toMatchObject({ model: id, seen: 'unknown', kind: 'toi' })
    expect(made.cautions[0]).toContain('it may know these rows')
    const told = await outside(predict(objects, id))
    expect(told).toMatch(/imported\. On labelled .* ROC AUC of .*; whether it knew those rows is not known/)
  })

  it('says which field is wrong, and does not know what is another’s', async () => {
    const fields = async (more: object) => {
      const problem = await readProblem(await ask(more))
      return [problem.status, problem.errors?.map(({ field }) => field)]
    }
    expect(await fields({ label: 'nonsense' })).toEqual([422, ['label']])
    expect(await fields({ dataset_source: 'nasa' })).toEqual([422, ['dataset_source']])
    expect(await fields({ negative_labels: ['NOWHERE'] })).toEqual([422, ['negative_labels']])
    const strange = await upload('period,answer\n1,a\n2,b\n')
    expect(
      await fields({
        dataset_id: strange,
        label: 'answer',
        positive_labels: ['a'],
        negative_labels: ['b'],
        group_key: null,
      }),
    ).toEqual([422, ['dataset_id']])
    const foreign = await readProblem(await ask({ dataset_id: other.dataset.dataset_id }, other))
    expect(foreign).toMatchObject({ status: 404, code: 'not_found' })
    expect((await ask({}, other, 'koi')).status).toBe(404)
    expect((await other.get(`/api/models/${model}/measurements`)).status).toBe(404)
    expect((await ask({ dataset_id: 'k2' })).status).toBe(409)
  })

  it('is paged, seen by whoever measured and by admins, and noted in the audit', async () => {
    const all = (await listed()).measurements.map(({ measurement_id }) => measurement_id)
    expect(all).toEqual(all.toSorted().toReversed())
    const first = await listed('?limit=1')
    expect(first.measurements.map(({ measurement_id }) => measurement_id)).toEqual(all.slice(0, 1))
    const rest = await listed(`?limit=100&cursor=${first.next_cursor}`)
    expect(rest.measurements.map(({ measurement_id }) => measurement_id)).toEqual(all.slice(1))
    const ofKoi = async (who: Trainer) =>
      MeasurementList.parse(await (await who.get('/api/models/koi/measurements')).json()).measurements.length
    expect(await ofKoi(other)).toBe(0)
    expect(await ofKoi(trainer)).toBeGreaterThan(0)
    const admin = await accountClient(server).withRole('admin')
    const asAdmin = await openTrainer(server, { tokens: admin.tokens, rows: 60 })
    expect(await ofKoi(asAdmin)).toBe(await ofKoi(trainer))
    const acts = await server.services.database.sql.select().from(audit).where(eq(audit.action, 'model.measure'))
    expect(acts.map(({ subject }) => subject)).toContain(model)
  })

  it('goes with its table, with its model, and with the account that measured', async () => {
    const { sql } = server.services.database
    const { dataset_id } = other.dataset
    expect((await ask({ dataset_id }, other, 'koi')).status).toBe(201)
    const by = async () => sql.select().from(measurement).where(eq(measurement.datasetId, dataset_id))
    expect(await by()).toHaveLength(1)
    const headers = { ...other.headers, 'content-type': 'application/json' }
    const body = JSON.stringify({ password: PASSWORD })
    expect((await fetch(`${server.url}/api/account`, { method: 'DELETE', headers, body })).status).toBe(204)
    expect(await by()).toHaveLength(0)
    const kept = async () => (await sql.select().from(measurement).where(eq(measurement.modelId, model))).length
    const before = await kept()
    const second = await upload(objects)
    await measured({ dataset_id: second })
    expect(await kept()).toBe(before + 1)
    const remove = (path: string) => fetch(server.url + path, { method: 'DELETE', headers: trainer.headers })
    expect((await remove(`/api/datasets/${second}`)).status).toBe(200)
    expect(await kept()).toBe(before)
    expect((await remove(`/api/training/sessions/${session}`)).status).toBe(200)
    expect(await kept()).toBe(0)
  })
})
