import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readiness } from '@vouch/contracts/health'
import { ModelDetail, ModelImportance, ModelList, ModelMetrics } from '@vouch/contracts/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const edit = (file: string, change: (text: string) => string) => async (folder: string) => {
  const path = join(folder, file)
  await writeFile(path, change(await readFile(path, 'utf8')))
}

describe('the models', () => {
  let server: TestServer
  const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()

  beforeAll(async () => {
    server = await startTestServer({
      models: [
        { id: 'koi', aliases: ['xgb'] },
        { id: 'no-manifest', spoil: (folder) => writeFile(join(folder, 'manifest.json'), '{"id":') },
        { id: 'other-graph', spoil: (folder) => writeFile(join(folder, 'model.onnx'), 'not the graph') },
        { id: 'no-graph', spoil: (folder) => rm(join(folder, 'model.onnx')) },
        {
          id: 'wrong-golden',
          spoil: edit('golden.json', (text) => text.replaceAll(/"probability":[\d.]+/g, '"probability":0.123456')),
        },
        {
          id: 'unmeasured',
          spoil: edit('manifest.json', (text) =>
            JSON.stringify({ ...JSON.parse(text), evaluation: [], folds: [], importance: [] }),
          ),
        },
        {
          id: 'other-inputs',
          spoil: edit('manifest.json', (text) => text.replace('"name":"log_period"', '"name":"log_luck"')),
        },
        { id: 'no-card', spoil: (folder) => rm(join(folder, 'CARD.md')) },
      ],
    })
  })
  afterAll(() => server.end())

  it('that fail their self-test say why and are not served, while the others are', async () => {
    const { status, models } = Readiness.parse(await get('/api/health/ready'))
    const reasons = new Map(models.map(({ id, reason }) => [id, reason]))
    expect(status).toBe('degraded')
    expect(models.filter((model) => model.status === 'ready').map(({ id }) => id)).toEqual([
      'koi',
      'no-card',
      'unmeasured',
    ])
    expect(reasons.get('no-manifest')).toMatch(/manifest\.json is not valid/)
    expect(reasons.get('other-graph')).toMatch(/not the file that its manifest names/)
    expect(reasons.get('no-graph')).toMatch(/model\.onnx .* cannot be read/)
    expect(reasons.get('other-inputs')).toMatch(/input that this version cannot make/)
    expect(reasons.get('wrong-golden')).toMatch(/Golden row 0/)
    expect((await readCalls(await postTable(server.url, toCsv(KOIS)))).model_used).toBe('koi')
    expect(await readProblem(await postTable(server.url, toCsv(KOIS), { model: 'wrong-golden' }))).toMatchObject({
      status: 503,
    })
    for (const reason of reasons.values()) expect(reason ?? '').not.toMatch(/\/tmp\//)
  })

  it('are listed with what was measured, null where nothing was, and those that are only announced', async () => {
    const { models } = ModelList.strict().parse(await get('/api/models'))
    const byId = new Map(models.map((model) => [model.id, model]))
    const nothing = { accuracy: null, precision: null, recall: null, f1_score: null, roc_auc: null }
    expect(byId.get('koi')).toMatchObject({
      status: 'ready',
      aliases: ['xgb'],
      version: '1.2.3',
      performance: { ...nothing, roc_auc: 0.9 },
    })
    expect(byId.get('unmeasured')?.performance).toEqual(nothing)
    expect(byId.get('light-curve')).toMatchObject({
      status: 'pending',
      aliases: ['cnn'],
      performance: nothing,
      version: null,
    })
    expect(byId.get('ensemble')).toMatchObject({ status: 'pending' })
    expect(byId.get('no-manifest')).toMatchObject({ status: 'failed', performance: nothing })
  })

  it('give their metrics from the manifest alone, and never invent one', async () => {
    const metrics = ModelMetrics.strict().parse(await get('/api/models/xgb/metrics'))
    expect(metrics).toMatchObject({ model: 'koi', n: 10, training_date: '2026-01-02', training_samples: 10 })
    expect(metrics.intervals['roc_auc']).toEqual([0.85, 0.95])
    expect(metrics.intervals['recall']).toBeNull()
    expect(metrics.cross_validation.mean_recall).toBeCloseTo(0.7, 12)
    expect(metrics.cross_validation.std_recall).toBeCloseTo(Math.SQRT2 / 10, 12)
    const none = ModelMetrics.parse(await get('/api/models/unmeasured/metrics'))
    expect(none).toMatchObject({
      n: 0,
      cross_validation: { n_folds: 0, mean_recall: null, std_recall: null },
      performance: { roc_auc: null },
    })
    for (const id of ['cnn', 'no-manifest'])
      expect(await readProblem(await fetch(`${server.url}/api/models/${id}/metrics`))).toMatchObject({ status: 404 })
  })

  it('give the importance of their real inputs, in order', async () => {
    const { model, method, features } = ModelImportance.strict().parse(await get('/api/models/koi/importance'))
    expect([model, method]).toEqual(['koi', 'gain'])
    expect(features.map(({ name }) => name)).toEqual(['log_period', 'log_depth', 'log_duration', 'impact'])
    expect(features.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    expect(ModelImportance.parse(await get('/api/models/unmeasured/importance')).features).toEqual([])
  })

  it('give their manifest and card, or say that there is none', async () => {
    const koi = ModelDetail.strict().parse(await get('/api/models/xgb'))
    expect([koi.id, koi.card, koi.manifest?.inputs.length]).toEqual(['koi', '# koi\n', 4])
    expect(ModelDetail.parse(await get('/api/models/no-card')).card).toBeNull()
    expect(ModelDetail.parse(await get('/api/models/cnn'))).toMatchObject({ status: 'pending', manifest: null })
    for (const id of ['none', '__proto__', 'constructor', '..%2f..%2fetc'])
      expect(await readProblem(await fetch(`${server.url}/api/models/${id}`))).toMatchObject({ status: 404 })
  })
})

describe('a server whose default is not the first by name', () => {
  it('lists it first: whoever takes the first takes what answers when none is named', async () => {
    const models = [{ id: 'another' }, { id: 'koi', aliases: ['xgb'] }]
    const server = await startTestServer({ models, environment: { DEFAULT_MODEL: 'xgb' } })
    try {
      const list = ModelList.parse(await (await fetch(`${server.url}/api/models`)).json())
      expect(list.models.map(({ id }) => id).slice(0, 2)).toEqual(['koi', 'another'])
    } finally {
      await server.end()
    }
  })
})

describe('a server without a model', () => {
  it('is alive, not ready, and says so', async () => {
    const server = await startTestServer({ models: [] })
    try {
      expect((await fetch(`${server.url}/api/health/live`)).status).toBe(200)
      expect(await readProblem(await fetch(`${server.url}/api/health/ready`))).toMatchObject({ status: 503 })
      expect(await (await fetch(`${server.url}/api/health`)).json()).toMatchObject({
        status: 'degraded',
        models_loaded: [],
      })
      expect(await readProblem(await postTable(server.url, toCsv(KOIS)))).toMatchObject({ status: 404 })
    } finally {
      await server.end()
    }
  })
})
