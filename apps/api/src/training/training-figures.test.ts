import { ModelDetail, ModelImportance, ModelMetrics } from '@vouch/contracts/model'
import {
  type TrainingCall,
  TrainingCalls,
  TrainingExplanation,
  type TrainingResult,
  TrainingVisualization,
} from '@vouch/contracts/training'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const LONG = { timeout: 60_000 }
const NONE = { tp: 0, fp: 0, tn: 0, fn: 0 }

describe('what a training says of its model', () => {
  let server: TestServer
  let trainer: Trainer
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    trainer = await openTrainer(server, { tokens, rows: 400 })
  }, 60_000)
  afterAll(() => server.end())

  const json = async (path: string): Promise<unknown> => (await trainer.get(path)).json()
  const callsOf = async (id: string) => TrainingCalls.parse(await json(`/api/predictions/${id}?limit=1000`)).predictions
  const found = ({ metrics }: TrainingResult, split: RegExp) =>
    new Map(metrics.filter((metric) => split.test(metric.split)).map(({ metric, value }) => [metric, value]))

  /** The figures by counting, from nothing but the calls. */
  function counted(calls: readonly TrainingCall[]) {
    const counts = { ...NONE }
    for (const { label, prediction } of calls) {
      const positive = prediction === 'CONFIRMED'
      counts[`${label === prediction ? 't' : 'f'}${positive ? 'p' : 'n'}`]++
    }
    const { tp, fp, tn, fn } = counts
    const round = (value: number) => Math.round(value * 1e5) / 1e5
    return {
      accuracy: round((tp + tn) / calls.length),
      precision: round(tp / (tp + fp)),
      recall: round(tp / (tp + fn)),
      f1_score: round((2 * tp) / (2 * tp + fp + fn)),
    }
  }

  it('can be counted again from its calls, out of fold, on the test, and fold by fold', LONG, async () => {
    const { session_id: id, result } = await trainer.ended(await trainer.start())
    if (!result) throw new Error('It made nothing.')
    const calls = await callsOf(id)
    const outOfFold = calls.filter(({ fold }) => fold !== null)
    for (const { probability, threshold, prediction } of calls)
      expect(prediction).toBe(probability >= (threshold ?? Number.NaN) ? 'CONFIRMED' : 'FALSE POSITIVE')
    const ofFold = (k: number) => outOfFold.filter(({ fold }) => fold === k)
    for (const k of [1, 2, 3]) expect(new Set(ofFold(k).map(({ threshold }) => threshold)).size).toBe(1)
    expect(Object.fromEntries(found(result, /out of fold/))).toMatchObject(counted(outOfFold))
    const locked = calls.filter(({ fold }) => fold === null)
    expect(new Set(locked.map(({ threshold }) => threshold))).toEqual(new Set([result.threshold]))
    expect(Object.fromEntries(found(result, /locked test/))).toMatchObject(counted(locked))
    const { manifest } = ModelDetail.parse(await json(`/api/models/${result.model_id}`))
    expect(manifest?.folds.map(({ fold, n, recall }) => ({ fold, n, recall }))).toEqual(
      [1, 2, 3].map((fold) => ({ fold, n: ofFold(fold).length, recall: counted(ofFold(fold)).recall })),
    )
    for (const { roc_auc } of manifest?.folds ?? []) expect(roc_auc).toBeGreaterThan(0.7)
    const { cross_validation } = ModelMetrics.parse(await json(`/api/models/${result.model_id}/metrics`))
    expect(cross_validation.n_folds).toBe(3)
    expect(cross_validation.mean_recall).toBeGreaterThan(0.5)
    expect(cross_validation.std_recall).toBeGreaterThan(0)
  })

  it('calls rows rows where there is no group', LONG, async () => {
    const { result } = await trainer.ended(await trainer.start({ group_key: null }))
    expect([...new Set(result?.metrics.map(({ split }) => split))]).toEqual([
      '3-fold by row, out of fold',
      'locked test, by row',
    ])
    expect(result?.groups).toBeNull()
  })

  it(
    'told to stop in a later fold keep every round that the first had, and say which rows they are of',
    LONG,
    async () => {
      const rounds = 1000
      const hyperparameters = { n_estimators: rounds, max_depth: 6, learning_rate: 0.01 }
      // so many folds that a machine several times as fast has not done them all before it hears of the stop
      const id = await trainer.start({ hyperparameters, folds: 10 })
      const fold = async () => (await trainer.session(id)).metrics?.fold ?? 0
      await expect.poll(fold, { timeout: 50_000, interval: 50 }).toBeGreaterThan(1)
      expect((await trainer.post(`/api/training/stop/${id}`)).status).toBe(200)
      const { result } = await trainer.ended(id)
      if (!result) throw new Error('It made nothing.')
      expect(result.stopped_at).toBe(rounds)
      const [split = '', locked] = [...new Set(result.metrics.map((metric) => metric.split))]
      // how far it was by then is the machine's affair
      expect(split).toMatch(/^[1-9] of 10 folds by group, out of fold$/)
      expect(locked).toBe('locked test, by group')
      const judged = Number(split[0])
      const done = Array.from({ length: judged }, (_, i) => i + 1)
      const calls = await callsOf(id)
      const folds = new Set(calls.flatMap((call) => call.fold ?? []))
      expect(folds).toEqual(new Set(done))
      const outOfFold = calls.filter((call) => call.fold !== null)
      expect(outOfFold.length).toBeLessThan(result.rows * 0.8)
      expect(Object.fromEntries(found(result, /out of fold/))).toMatchObject(counted(outOfFold))
      expect(result.metrics[0]?.n).toBe(outOfFold.length)
      const figures = TrainingVisualization.parse(await json(`/api/visualization/${id}`))
      expect(figures.out_of_fold.roc.n).toBe(outOfFold.length)
      expect(figures.learning_curves.map((curve) => curve.fold)).toEqual([...folds, null])
      expect(figures.learning_curves.at(-1)?.round.at(-1)).toBe(rounds)
      const { manifest } = ModelDetail.parse(await json(`/api/models/${result.model_id}`))
      expect(manifest?.training.split).toBe(`${judged} of 10 folds by kepid`)
      expect(manifest?.folds).toHaveLength(judged)
      expect((await trainer.post(`/api/training/reproduce/${id}`)).status).toBe(409)
    },
  )

  it('of principal components by default name no more of them than there are columns', LONG, async () => {
    const features = ['koi_impact', 'koi_prad', 'koi_depth']
    const few = { model_type: 'pca', hyperparameters: {}, features }
    const { result } = await trainer.ended(await trainer.start(few))
    expect(result?.hyperparameters['n_components']).toBe(3)
    const asked = await trainer.post(
      '/api/training/start',
      trainer.config({ ...few, hyperparameters: { n_components: 10 } }),
    )
    expect((await readProblem(asked)).detail).toMatch(/3 features have no 10 components: 3 at most/)
  })

  it.each(['xgboost', 'random_forest', 'decision_tree', 'logistic_regression'])(
    'of a %s names the share of the gain beside what shuffling costs, where there are trees',
    LONG,
    async (model_type) => {
      const { session_id: id, result } = await trainer.ended(await trainer.start({ model_type, hyperparameters: {} }))
      const path = `/api/models/${result?.model_id}/importance`
      const own = ModelImportance.strict().parse(await json(path))
      expect(own.method).toMatch(/loss of AUC when shuffled/)
      expect(own.features).toHaveLength(result?.features.length ?? 0)
      const { features, method } = TrainingExplanation.parse(await json(`/api/explain/${id}`))
      expect([method, features]).toEqual([own.method, own.features])
      const gain = 'share of the splits’ gain'
      const asked = await trainer.get(`${path}?method=${encodeURIComponent(gain)}`)
      if (model_type === 'logistic_regression') {
        expect(own.methods).toEqual([own.method])
        expect(await readProblem(asked)).toMatchObject({ status: 422, errors: [{ field: 'method' }] })
        return
      }
      expect(own.methods).toEqual([own.method, gain])
      const shares = ModelImportance.parse(await asked.json()).features
      expect(shares.map(({ rank }) => rank)).toEqual(shares.map((_, i) => i + 1))
      expect(shares.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 3)
      expect(shares.slice(0, 3).map(({ name }) => name)).toContain('koi_impact')
    },
  )
})
