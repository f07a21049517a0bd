import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DatasetDetail, UploadOutput } from '@vouch/contracts/dataset'
import { Explanation } from '@vouch/contracts/explanation'
import { ConfigCheck } from '@vouch/contracts/learner'
import { Evidence, Receipt } from '@vouch/contracts/domains/exoplanet'
import { Job, JobAccepted } from '@vouch/contracts/job'
import { Leaderboard } from '@vouch/contracts/promotion'
import { Manifest, ModelDetail, ModelList, ModelMetrics } from '@vouch/contracts/model'
import {
  TrainedModelList,
  TrainingAccepted,
  TrainingCalls,
  TrainingCleaned,
  TrainingExplanation,
  TrainingList,
  TrainingProgress,
  TrainingSession,
  TrainingVisualization,
} from '@vouch/contracts/training'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { openGraph } from '@vouch/core/model/session'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { labelledSurvey } from '../testing/labelled-survey.ts'
import { postTable, readCalls, readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrained } from './trainings.ts'

const ROWS = 500
const LONG = { timeout: 60_000 }
const LABEL = {
  label: 'koi_disposition',
  positive_labels: ['CONFIRMED'],
  negative_labels: ['FALSE POSITIVE'],
  group_key: 'kepid',
}

describe('a training', () => {
  let server: TestServer
  let headers: Record<string, string>
  let dataset: UploadOutput
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    headers = { authorization: `Bearer ${tokens.access_token}` }
    const sent = await fetch(`${server.url}/api/upload`, {
      method: 'POST',
      body: tableForm(labelledSurvey(ROWS)),
      headers,
    })
    dataset = UploadOutput.parse(await sent.json())
  }, 60_000)
  afterAll(() => server.end())

  const get = (path: string) => fetch(server.url + path, { headers })
  const post = (path: string, body: unknown = {}, more: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { ...headers, ...more, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const config = (more: object = {}) => ({
    model_type: 'xgboost',
    dataset_source: 'upload',
    dataset_id: dataset.dataset_id,
    hyperparameters: { n_estimators: 20, max_depth: 3 },
    folds: 3,
    ...LABEL,
    ...more,
  })
  const start = async (more: object = {}) => {
    const answer = await post('/api/training/start', config(more))
    expect([answer.status, answer.status === 202 ? '' : await answer.clone().text()]).toEqual([202, ''])
    return TrainingAccepted.strict().parse(await answer.json()).session_id
  }
  const session = async (id: string) =>
    TrainingSession.strict().parse(await (await get(`/api/training/status/${id}`)).json())
  const ended = async (id: string) => {
    await expect
      .poll(async () => (await session(id)).status, { timeout: 50_000, interval: 100 })
      .toMatch(/completed|failed|cancelled/)
    return session(id)
  }
  const LONGEST = { hyperparameters: { n_estimators: 2000, max_depth: 8, learning_rate: 0.01 } }

  it('finds a model out of fold and on a locked test, and says all that it found', LONG, async () => {
    const done = await ended(await start())
    expect([done.status, done.reason]).toEqual(['completed', null])
    const { result } = done
    expect(result?.features).toContain('koi_impact')
    for (const left of ['koi_disposition', 'kepid', 'kepoi_name']) expect(result?.features).not.toContain(left)
    const aucs = result?.metrics.filter(({ metric }) => metric === 'roc_auc') ?? []
    expect(aucs.map(({ split }) => split)).toEqual(['3-fold by group, out of fold', 'locked test, by group'])
    for (const { value, interval } of aucs) {
      expect(value).toBeGreaterThan(0.75)
      expect(interval?.[0]).toBeLessThan(value ?? 0)
    }
    expect(result?.parity.probability).toBeLessThanOrEqual(1e-5)
    const figures = TrainingVisualization.parse(await (await get(`/api/visualization/${done.session_id}`)).json())
    expect(figures.learning_curves.map(({ fold }) => fold)).toEqual([1, 2, 3, null])
    for (const { loss, round } of figures.learning_curves) {
      expect(round).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
      expect(loss.at(-1)).toBeLessThan(loss[0] ?? 0)
    }
    expect(figures.importance[0]?.name).toMatch(/impact|prad|depth/)
    const { true_positives, false_positives, true_negatives, false_negatives } = figures.confusion
    expect(true_positives + false_positives + true_negatives + false_negatives).toBe(figures.test?.roc.n)
  })

  it(
    'leaves every row’s call by a model that did not see it, and a graph that gives the figures again',
    LONG,
    async () => {
      const { session_id: id, result } = await ended(
        await start({ model_type: 'logistic_regression', hyperparameters: {} }),
      )
      const caller = { accountId: null, grants: [{ role: 'admin', domain: '*' }] } as never
      const { manifest, graphSha256, row } = await openTrained(server.services, caller, id)
      const bytesOf = async (sha256: string) => {
        const file = await server.services.files.open(sha256)
        return new Uint8Array('content' in file ? file.content : await readFile(file.path))
      }
      const calls = await parquetReadObjects({ file: (await bytesOf(row.callsSha256 ?? '')).buffer })
      expect(calls).toHaveLength(result?.rows ?? 0)
      expect(new Set(calls.map(({ fold }) => fold))).toEqual(new Set([0, 1, 2, 3]))
      expect(calls.every(({ probability }) => probability > 0 && probability < 1)).toBe(true)
      const open = await openGraph(
        { id, width: manifest.inputs.length, graph: { input: GRAPH.input, outputs: GRAPH } },
        await bytesOf(graphSha256),
      )
      const { probability } = await open.run(new Float32Array(manifest.inputs.length).fill(Number.NaN), 1)
      expect(probability[0]).toBeGreaterThan(0)
      await open.close()
      const download = async (part: string) =>
        Buffer.from(await (await get(`/api/download/${id}?part=${part}`)).arrayBuffer())
      expect(
        createHash('sha256')
          .update(await download('model'))
          .digest('hex'),
      ).toBe(result?.model_sha256)
      expect(Manifest.parse(JSON.parse((await download('manifest')).toString()))).toEqual(manifest)
      expect(await parquetReadObjects({ file: new Uint8Array(await download('calls')).buffer })).toEqual(calls)
      const { features } = TrainingExplanation.parse(await (await get(`/api/explain/${id}`)).json())
      expect(features.map(({ name }) => name).toSorted()).toEqual(result?.features.toSorted())
    },
  )

  it('makes a model that answers under its id, for whoever may see it, as the training judged it', LONG, async () => {
    const { session_id: id, result } = await ended(await start({ model_type: 'random_forest', hyperparameters: {} }))
    const model = result?.model_id ?? ''
    const survey = labelledSurvey(ROWS)
    const predict = (content: string, fields: object = {}) =>
      fetch(`${server.url}/api/predict`, { method: 'POST', body: tableForm(content, { model, ...fields }), headers })
    const answer = await readCalls(await predict(survey))
    expect(answer).toMatchObject({ model_used: model, model_sha256: result?.model_sha256, total_samples: ROWS })
    expect(answer.threshold).toBe(result?.threshold)
    expect(answer.mapping.mapped.map(({ column }) => column).toSorted()).toEqual(result?.features.toSorted())
    expect(answer.mapping).toMatchObject({ mission: 'koi', missing: [], warnings: [] })
    const calls = await parquetReadObjects({ file: await (await get(`/api/download/${id}?part=calls`)).arrayBuffer() })
    const locked = calls.filter(({ fold }) => fold === 0)
    expect(locked.length).toBeGreaterThan(50)
    const served = new Map(answer.predictions.map(({ row, probability }) => [row, probability]))
    for (const { row, probability } of locked) expect(served.get(Number(row))).toBeCloseTo(Number(probability), 5)
    const page = async (path: string) => TrainingCalls.strict().parse(await (await get(path)).json())
    const first = await page(`/api/predictions/${id}?limit=100`)
    expect(first).toMatchObject({ session_id: id, model_id: model, total: calls.length, next_cursor: '100' })
    const second = await page(`/api/training/calls/${id}?cursor=100`)
    expect(second.next_cursor).toBeNull()
    expect([...first.predictions, ...second.predictions]).toEqual(
      calls.map(({ row, label, fold, probability }) => ({
        row,
        label: label === 1 ? 'CONFIRMED' : 'FALSE POSITIVE',
        prediction: Number(probability) >= (result?.threshold ?? 0) ? 'CONFIRMED' : 'FALSE POSITIVE',
        probability,
        fold: fold === 0 ? null : fold,
      })),
    )
    expect((await get(`/api/predictions/${id}?cursor=x`)).status).toBe(422)
    // the same rows as JSON, with more beside the call
    const [header = '', ...lines] = survey.trim().split('\n')
    const rows = lines.slice(0, 3).map((line) => {
      const cells = line.split(',')
      return Object.fromEntries(header.split(',').map((name, i) => [name, cells[i] ?? '']))
    })
    const again = await readCalls(await post('/api/predict', { rows, model, features: 'all', fragile: true }))
    expect(again.predictions.map(({ probability }) => probability)).toEqual(
      answer.predictions.slice(0, 3).map(({ probability }) => probability),
    )
    expect(again.predictions[0]).toMatchObject({ fragile: null, flip_rate: null })
    expect(again.predictions[0]?.features).toMatchObject({ koi_impact: Math.fround(Number(rows[0]?.['koi_impact'])) })
    const evidence = Evidence.strict().parse(
      await (await get(`/api/predictions/${answer.prediction_id}/calls/0`)).json(),
    )
    expect(evidence.call.probability).toBe(answer.predictions[0]?.probability)
    expect(evidence.evidence.map(({ name }) => name).toSorted()).toEqual(result?.features.toSorted())
    // a table with fewer columns, and one with none of them
    const some = await readCalls(await predict('koi_period,koi_impact\n3.5,0.2\n,\n'))
    expect(some.mapping.warnings.map(({ code }) => code)).toContain('columns_missing')
    expect(some.not_assessed).toMatchObject([{ row: 1, reason: 'no value in any of the columns that the model takes' }])
    expect((await readProblem(await predict('colour\nred\n'))).status).toBe(422)
    // whoever may not see it does not learn that it is there
    const stranger = await postTable(server.url, survey, { model })
    expect(await readProblem(stranger)).toMatchObject({ status: 404, code: 'not_found' })
    expect((await fetch(`${server.url}/api/models/${model}`)).status).toBe(404)
    const detail = ModelDetail.strict().parse(await (await get(`/api/models/${model}`)).json())
    expect(detail).toMatchObject({ id: model, status: 'ready', manifest: { takes: 'columns' } })
    expect(ModelMetrics.parse(await (await get(`/api/models/${model}/metrics`)).json()).n).toBeGreaterThan(0)
    expect((await get(`/api/models/${model}/importance`)).status).toBe(200)
  })

  it.each(['xgboost', 'logistic_regression', 'knn'])(
    'makes a %s whose calls are explained, against rows of its training where it has to be',
    LONG,
    async (model_type) => {
      const { result } = await ended(await start({ model_type, hyperparameters: {} }))
      const model = result?.model_id ?? ''
      const row = { koi_period: 3.5, koi_impact: 0.2, koi_prad: 2.1, koi_depth: 400, koi_steff: 5700 }
      const explain = async (more: object = {}) => {
        const answer = await post('/api/explain-prediction', { model, row, ...more })
        return Explanation.strict().parse(await answer.json())
      }
      const found = await explain({ against: 'background' })
      expect(found.background?.name).toMatch(/^(100|32) rows of koi\.csv$/)
      expect(Math.abs(found.residual.log_odds)).toBeLessThanOrEqual(1e-5)
      expect(found.contributions.map(({ name }) => name).toSorted()).toEqual(result?.features.toSorted())
      expect(await explain({ against: 'background' })).toEqual(found)
      const worse = await explain({ changes: { koi_impact: 1.4 } })
      expect(worse.values.find(({ name }) => name === 'koi_impact')?.value).toBe(1.4)
      expect(worse.output.log_odds).toBeLessThan(found.output.log_odds)
      const answer = await post('/api/explain-prediction', { model, row, against: 'training_paths' })
      expect(answer.status).toBe(model_type === 'xgboost' ? 200 : 422)
    },
  )

  it('makes a model that judges a table too large for one answer as a job', LONG, async () => {
    const { result } = await ended(await start({ model_type: 'knn', hyperparameters: {} }))
    const model = result?.model_id ?? ''
    const [header = '', ...lines] = labelledSurvey(ROWS).trim().split('\n')
    const many = [header, ...Array.from({ length: 41 }, () => lines).flat()].join('\n')
    const sent = await fetch(`${server.url}/api/predict`, { method: 'POST', body: tableForm(many, { model }), headers })
    expect(sent.status).toBe(202)
    const { job_id, prediction_id } = JobAccepted.parse(await sent.json())
    const state = async () => Job.parse(await (await get(`/api/jobs/${job_id}`)).json()).state
    await expect.poll(state, { timeout: 50_000, interval: 200 }).toMatch(/completed|failed/)
    const kept = Receipt.parse(await (await get(`/api/predictions/${prediction_id}`)).json())
    expect(kept).toMatchObject({ model_used: model, total_samples: 41 * ROWS })
  })

  it.each(['svm', 'knn', 'mlp', 'pca', 'random_forest', 'decision_tree'])(
    'trains a %s too',
    LONG,
    async (model_type) => {
      const few: Record<string, object> = { mlp: { max_iter: 10 }, random_forest: { n_estimators: 10 } }
      const done = await ended(await start({ model_type, hyperparameters: few[model_type] ?? {}, folds: 2 }))
      expect([done.status, done.reason]).toEqual(['completed', null])
      expect(done.result?.parity.probability).toBeLessThanOrEqual(model_type === 'svm' ? 1e-4 : 1e-5)
    },
  )

  it('is done again on demand, and says whether it made the same model', LONG, async () => {
    const first = await ended(await start({ model_type: 'mlp', hyperparameters: { max_iter: 5 }, seed: 3 }))
    expect(first.reproduction).toBeNull()
    const answer = await post(`/api/training/reproduce/${first.session_id}`)
    expect(answer.status).toBe(202)
    const again = await ended(TrainingAccepted.parse(await answer.json()).session_id)
    const { model_sha256 = '' } = first.result ?? {}
    expect(again.reproduction).toEqual({ of: first.session_id, model_sha256, same: true })
    expect(again.result?.model_sha256).toBe(model_sha256)
    expect(again.result?.model_id).not.toBe(first.result?.model_id)
    expect(again.config).toEqual(first.config)
    const stranger = await fetch(`${server.url}/api/training/reproduce/${first.session_id}`, { method: 'POST' })
    expect(stranger.status).toBe(404)
  })

  it('stands among those of its data set, each tested on the same rows against the best', LONG, async () => {
    const board = Leaderboard.strict().parse(
      await (await get(`/api/leaderboard?dataset_id=${dataset.dataset_id}`)).json(),
    )
    const { entries } = board
    expect(entries.length).toBeGreaterThan(3)
    expect(entries.map(({ rank }) => rank)).toEqual(entries.map((_, i) => i + 1))
    const values = entries.map(({ out_of_fold }) => out_of_fold.value ?? 0)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect([board.reference, entries[0]?.paired]).toEqual([entries[0]?.model, null])
    const { rows = 0 } = (await session(entries[0]?.session_id ?? '')).result ?? {}
    for (const { paired, live, out_of_fold } of entries.slice(1)) {
      expect([paired?.n, live]).toEqual([rows, false])
      // the same rows, but for those of the locked test
      expect(Math.abs((paired?.first.value ?? 0) - (out_of_fold.value ?? 0))).toBeLessThan(0.05)
      expect(paired?.difference).toBeCloseTo((paired?.first.value ?? 0) - (paired?.second.value ?? 0), 9)
    }
    expect((await get('/api/leaderboard?dataset_id=nothing')).status).toBe(200)
    expect((await fetch(`${server.url}/api/leaderboard?dataset_id=${dataset.dataset_id}`)).status).toBe(401)
  })

  it('that is asked for twice under one seed gives the same model, byte for byte', LONG, async () => {
    const [first, second] = [await ended(await start({ seed: 7 })), await ended(await start({ seed: 7 }))]
    expect(first.result?.model_sha256).toBe(second.result?.model_sha256)
    expect(first.result?.metrics).toEqual(second.result?.metrics)
    expect((await ended(await start({ seed: 8 }))).result?.model_sha256).not.toBe(first.result?.model_sha256)
  })

  it('says how far it is, and a cancelled one stays cancelled and has no model', LONG, async () => {
    const id = await start(LONGEST)
    await expect
      .poll(async () => (await session(id)).metrics?.round ?? 0, { timeout: 30_000, interval: 100 })
      .toBeGreaterThan(1)
    const running = TrainingProgress.strict().parse(await (await get(`/api/training/progress/${id}`)).json())
    expect(running).toMatchObject({ status: 'running', stage: 'folds' })
    expect(running.metrics).toMatchObject({ folds: 3, rounds: 2000 })
    expect((await post(`/api/training/cancel/${id}`)).status).toBe(200)
    expect((await post(`/api/training/cancel/${id}`)).status).toBe(200)
    await expect.poll(() => server.services.trainers.load.running, { timeout: 10_000 }).toBe(0)
    expect(await session(id)).toMatchObject({ status: 'cancelled', result: null })
    expect(await readProblem(await get(`/api/visualization/${id}`))).toMatchObject({ status: 409 })
  })

  it('that is told to stop keeps the best so far, measured as any other', LONG, async () => {
    const id = await start(LONGEST)
    await expect
      .poll(async () => (await session(id)).metrics?.round ?? 0, { timeout: 30_000, interval: 100 })
      .toBeGreaterThan(1)
    expect((await post(`/api/training/stop/${id}`)).status).toBe(200)
    const done = await ended(id)
    expect(done.status).toBe('completed')
    expect(done.result?.stopped_at).toBeGreaterThan(0)
    expect(done.result?.stopped_at).toBeLessThan(2000)
    expect(done.result?.metrics.map(({ metric }) => metric)).toContain('roc_auc')
    expect(await readProblem(await post(`/api/training/stop/${id}`))).toMatchObject({ status: 409 })
  })

  it('searches settings, and says which were tried', LONG, async () => {
    const search = { method: 'random', trials: 3, hyperparameters: ['c'] }
    const done = await ended(await start({ model_type: 'logistic_regression', hyperparameters: {}, search }))
    expect(done.result?.trials).toHaveLength(3)
    const tried = done.result?.trials.map(({ hyperparameters: { c } }) => c) ?? []
    expect(new Set(tried).size).toBe(3)
    expect(tried).toContain(done.result?.hyperparameters['c'])
  })

  it('is told event by event, each once, and the last says what became of it', LONG, async () => {
    const id = await start()
    const text = await (await get(`/api/training/events/${id}`)).text()
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data))
    expect(events.at(-1)).toMatchObject({ kind: 'train', state: 'completed', progress: 100 })
    const versions = events.map(({ version }) => version)
    expect(versions).toEqual(versions.map((_, i) => versions[0] + i))
  })

  it('is refused with every fault at once, and a check says the same without beginning', async () => {
    const wrong = config({
      hyperparameters: { n_estimators: 0, nonsense: 1 },
      folds: 1,
      features: ['koi_period', 'kepoi_name', 'nothing'],
    })
    const check = ConfigCheck.strict().parse(await (await post('/api/validate-config', wrong)).json())
    expect(check.valid).toBe(false)
    expect(check.errors.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['folds', 'hyperparameters.n_estimators', 'hyperparameters.nonsense']),
    )
    const problem = await readProblem(await post('/api/training/start', wrong))
    expect([problem.status, problem.errors]).toEqual([422, check.errors])
    const columns = await post('/api/validate-config', config({ features: ['koi_period', 'kepoi_name', 'nothing'] }))
    const { errors } = ConfigCheck.parse(await columns.json())
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/kepoi_name.*refused/),
      expect.stringMatching(/nothing.*not a column/),
    ])
    expect(ConfigCheck.parse(await (await post('/api/validate-config', config())).json())).toMatchObject({
      valid: true,
    })
  })

  it('over a warning wears a badge for ever', LONG, async () => {
    const features = ['koi_impact', 'koi_prad', 'koi_tce_plnt_num']
    const { session_id: id } = await ended(await start({ features }))
    const { models } = TrainedModelList.parse(await (await get('/api/trained-models')).json())
    expect(models.find((one) => one.session_id === id)).toMatchObject({ badge: true, model_type: 'xgboost' })
    expect((await session(id)).warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/koi_tce_plnt_num.*badge/),
    ])
  })

  it('is in its owner’s list alone, and a clean-up touches neither what runs nor what made a model', LONG, async () => {
    const failed = await start({
      decision: { by: 'precision', target_precision: 1 },
      hyperparameters: { n_estimators: 1 },
    })
    const gone = await ended(failed)
    const running = await start(LONGEST)
    const listed = async () => {
      const { sessions } = TrainingList.parse(await (await get('/api/training/sessions')).json())
      return sessions.map(({ session_id }) => session_id)
    }
    const before = await listed()
    expect(before).toEqual([...before].sort().toReversed())
    const { deleted } = TrainingCleaned.parse(await (await post('/api/training/cleanup', { max_age_hours: 0 })).json())
    const after = await listed()
    expect(before.length - after.length).toBe(deleted)
    expect(after).toContain(running)
    if (gone.status === 'failed') expect(after).not.toContain(failed)
    await post(`/api/training/cancel/${running}`)
    const stranger = await fetch(`${server.url}/api/training/status/${running}`)
    expect(stranger.status).toBe(404)
  })

  it('lists what can be trained with its ranges, beside the models that are served', async () => {
    const { learners } = ModelList.parse(await (await get('/api/models')).json())
    expect(learners).toHaveLength(8)
    expect(DatasetDetail.parse(await (await get(`/api/datasets/${dataset.dataset_id}`)).json()).rows).toBe(ROWS)
  })
})
