import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DatasetDetail } from '@vouch/contracts/dataset'
import { Job } from '@vouch/contracts/job'
import { ConfigCheck } from '@vouch/contracts/learner'
import { Leaderboard } from '@vouch/contracts/promotion'
import { Manifest, ModelList } from '@vouch/contracts/model'
import {
  TrainedModelList,
  TrainingAccepted,
  TrainingCleaned,
  TrainingExplanation,
  TrainingList,
  TrainingProgress,
  TrainingVisualization,
} from '@vouch/contracts/training'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { openGraph } from '@vouch/core/model/session'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { surveyRows } from '../testing/labelled-survey.ts'
import { readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'
import { openTrained } from './trainings.ts'

const ROWS = 500
const LONG = { timeout: 60_000 }
const fetchEvents = async (answer: Response) =>
  [...(await answer.text()).matchAll(/^data: (.*)$/gm)].map(([, data = '']) => Job.parse(JSON.parse(data)))

describe('a training', () => {
  let server: TestServer
  let trainer: Trainer
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    trainer = await openTrainer(server, { tokens, rows: ROWS })
  }, 60_000)
  afterAll(() => server.end())

  const get: Trainer['get'] = (path) => trainer.get(path)
  const post: Trainer['post'] = (...sent) => trainer.post(...sent)
  const config: Trainer['config'] = (more) => trainer.config(more)
  const start: Trainer['start'] = (more) => trainer.start(more)
  const session: Trainer['session'] = (id) => trainer.session(id)
  const ended: Trainer['ended'] = (id) => trainer.ended(id)
  const LONGER = { hyperparameters: { n_estimators: 300, max_depth: 8, learning_rate: 0.01 } }
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
    const { partial_dependence, shap } = figures
    expect([partial_dependence?.split, shap?.split]).toEqual(['the locked test', 'the locked test'])
    expect(partial_dependence?.inputs[0]?.name).toBe(figures.importance[0]?.name)
    expect(partial_dependence?.n).toBe(figures.test?.roc.n)
    expect(shap).toMatchObject({ method: 'tree-shap', n: figures.test?.roc.n, of_inputs: result?.features.length })
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

  it.each(['svm', 'knn', 'mlp', 'pca', 'random_forest', 'decision_tree'])(
    'trains a %s too',
    LONG,
    async (model_type) => {
      const few: Record<string, object> = { mlp: { max_iter: 10 }, random_forest: { n_estimators: 10 } }
      const done = await ended(await start({ model_type, hyperparameters: few[model_type] ?? {}, folds: 2 }))
      expect([done.status, done.reason]).toEqual(['completed', null])
      expect(done.result?.parity.probability).toBeLessThanOrEqual(model_type === 'svm' ? 1e-4 : 1e-5)
      const seen = await (await get(`/api/visualization/${done.session_id}`)).json()
      const { shap, partial_dependence } = TrainingVisualization.parse(seen)
      expect(shap?.method).toMatch(/-shap$/)
      expect(partial_dependence?.inputs.length).toBeGreaterThan(3)
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

  it('is deleted with all that it made, but not while it runs', LONG, async () => {
    const { session_id: id, result } = await ended(await start({ model_type: 'decision_tree', hyperparameters: {} }))
    const model = result?.model_id ?? ''
    const remove = (which: string, who: Readonly<Record<string, string>> = trainer.headers) =>
      fetch(`${server.url}/api/training/sessions/${which}`, { method: 'DELETE', headers: who })
    expect((await post('/api/predict', { model, rows: surveyRows(1) })).status).toBe(200)
    expect((await remove(id, {})).status).toBe(401)
    expect(await (await remove(id)).json()).toEqual({ session_id: id, deleted: true })
    for (const path of [`/api/training/status/${id}`, `/api/download/${id}`, `/api/models/${model}`])
      expect((await get(path)).status).toBe(404)
    expect((await post('/api/predict', { model, rows: surveyRows(1) })).status).toBe(404)
    expect((await remove(id)).status).toBe(404)
    const running = await start(LONGEST)
    expect(await readProblem(await remove(running))).toMatchObject({ status: 409 })
    await post(`/api/training/cancel/${running}`)
  })

  it('stands among those of its data set, each tested on the same rows against the best', LONG, async () => {
    const board = Leaderboard.strict().parse(
      await (await get(`/api/leaderboard?dataset_id=${trainer.dataset.dataset_id}`)).json(),
    )
    const { entries } = board
    expect(entries.length).toBeGreaterThan(3)
    expect(entries.map(({ rank }) => rank)).toEqual(entries.map((_, i) => i + 1))
    const values = entries.map(({ out_of_fold }) => out_of_fold.value ?? 0)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect([board.reference?.model, board.reference?.kind]).toEqual([entries[0]?.model, 'own_best'])
    expect(entries[0]?.paired).toBeNull()
    const { rows = 0 } = (await session(entries[0]?.session_id ?? '')).result ?? {}
    for (const { paired, live, out_of_fold } of entries.slice(1)) {
      expect([paired?.n, live]).toEqual([rows, false])
      // the same rows, but for those of the locked test
      expect(Math.abs((paired?.first.value ?? 0) - (out_of_fold.value ?? 0))).toBeLessThan(0.05)
      expect(paired?.difference).toBeCloseTo((paired?.first.value ?? 0) - (paired?.second.value ?? 0), 9)
    }
    expect((await get('/api/leaderboard?dataset_id=nothing')).status).toBe(200)
    expect((await fetch(`${server.url}/api/leaderboard?dataset_id=${trainer.dataset.dataset_id}`)).status).toBe(401)
  })

  it('that is asked for twice under one seed gives the same model, byte for byte', LONG, async () => {
    const [first, second] = [await ended(await start({ seed: 7 })), await ended(await start({ seed: 7 }))]
    expect(first.result?.model_sha256).toBe(second.result?.model_sha256)
    expect(first.result?.metrics).toEqual(second.result?.metrics)
    expect((await ended(await start({ seed: 8 }))).result?.model_sha256).not.toBe(first.result?.model_sha256)
  })

  it('says how far it is, and a cancelled one stays cancelled and has no model', LONG, async () => {
    const id = await start(LONGEST)
    await vi.waitFor(
      async () => {
        const running = TrainingProgress.strict().parse(await (await get(`/api/training/progress/${id}`)).json())
        expect(running).toMatchObject({ status: 'running', stage: 'folds' })
        expect(running.metrics).toMatchObject({ folds: 3, rounds: 2000 })
      },
      { timeout: 30_000, interval: 100 },
    )
    expect((await post(`/api/training/cancel/${id}`)).status).toBe(200)
    expect((await post(`/api/training/cancel/${id}`)).status).toBe(200)
    await expect.poll(() => server.services.trainers.load.running, { timeout: 10_000 }).toBe(0)
    expect(await session(id)).toMatchObject({ status: 'cancelled', result: null })
    expect(await readProblem(await get(`/api/visualization/${id}`))).toMatchObject({ status: 409 })
  })

  it(
    'tells its learning curves while they grow, few points at a time, and each fold’s to whoever comes late',
    LONG,
    async () => {
      // so many folds that a machine several times as fast shows some of them before the last one
      const id = await start({ ...LONGER, folds: 12 })
      const events = fetchEvents(await get(`/api/training/events/${id}`))
      const metrics = await vi.waitFor(
        async () => {
          const told = (await session(id)).metrics
          expect(told?.earlier_curves.length).toBeGreaterThan(0)
          return told
        },
        { timeout: 30_000, interval: 100 },
      )
      // how many there are by now is the machine's affair
      const earlier = metrics?.earlier_curves.map(({ fold }) => fold) ?? []
      expect(earlier).toEqual(earlier.map((_, i) => i + 1))
      expect(earlier).not.toContain(metrics?.curve?.fold)
      expect(metrics?.earlier_curves[0]?.round.at(-1)).toBe(300)
      const done = await ended(id)
      expect([done.metrics?.curve, done.metrics?.earlier_curves]).toEqual([null, []])
      const told = (await events).flatMap(({ training }) => (training?.curve ? [training.curve] : []))
      const ofFirst = told.filter(({ fold }) => fold === 1)
      const lengths = ofFirst.map(({ round }) => round.at(-1) ?? 0)
      expect(lengths.length).toBeGreaterThan(0)
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
      for (const { round, loss } of told) {
        expect(round.length).toBeLessThanOrEqual(49)
        expect(loss.at(-1)).toBeLessThanOrEqual(loss[0] ?? 0)
      }
      const seconds = (Date.parse(done.finished_at ?? '') - Date.parse(done.started_at ?? '')) / 1000
      expect((await events).length).toBeLessThan(10 + 3 * seconds)
    },
  )

  it('that is told to stop keeps the best so far, measured as any other', LONG, async () => {
    // so many that a machine with other work cannot do them all before the stop is asked for
    const id = await start({ ...LONGEST, folds: 10 })
    await expect
      .poll(async () => (await session(id)).metrics?.round ?? 0, { timeout: 30_000, interval: 100 })
      .toBeGreaterThan(1)
    expect((await post(`/api/training/stop/${id}`)).status).toBe(200)
    const done = await ended(id)
    expect(done.status).toBe('completed')
    expect(done.result?.stopped_at).toBeGreaterThan(0)
    expect(done.result?.stopped_at).toBeLessThanOrEqual(2000)
    // by the time it hears of it, it may be folds further
    const auc = done.result?.metrics.find(({ metric }) => metric === 'roc_auc')
    expect(auc?.split).toMatch(/^[1-9] of 10 folds by group, out of fold/)
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
    const events = await fetchEvents(await get(`/api/training/events/${id}`))
    expect(events.at(-1)).toMatchObject({ kind: 'train', state: 'completed', progress: 100 })
    const versions = events.map(({ version }) => version)
    expect(versions).toEqual(versions.map((_, i) => (versions[0] ?? 0) + i))
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

  it('learns from the rows that count, and from no others', LONG, async () => {
    const impossible = { only: { column: 'koi_disposition', values: ['NOTHING'] } }
    const check = ConfigCheck.parse(await (await post('/api/validate-config', config(impossible))).json())
    expect(check.errors.map(({ field }) => field)).toContain('only.values')
    const whole = await ended(await start({}))
    const one = config() as { label: string }
    const only = { column: one.label, values: ['CONFIRMED', 'FALSE POSITIVE'] }
    const same = await ended(await start({ only }))
    expect(same.result?.model_sha256).toBe(whole.result?.model_sha256)
    expect(same.config.only).toEqual(only)
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
    expect(DatasetDetail.parse(await (await get(`/api/datasets/${trainer.dataset.dataset_id}`)).json()).rows).toBe(ROWS)
  })
})
