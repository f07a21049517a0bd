import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postJson, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000', 'hex')

describe('POST /api/predict', () => {
  let server: TestServer
  let url: string

  beforeAll(async () => {
    server = await startTestServer({
      models: [
        { id: 'koi', aliases: ['xgb'] },
        { id: 'koi-abstains', abstain: { from: 0.2, to: 0.9 } },
      ],
    })
    url = server.url
  })
  afterAll(() => server.end())

  it('calls every row of a table in the shape that clients of the old API expect', async () => {
    const answer = await readCalls(await postTable(url, toCsv(KOIS), { model: 'xgb', threshold: '0.6' }))
    expect(answer).toMatchObject({
      success: true,
      model_used: 'koi',
      model_version: '1.2.3',
      threshold: 0.6,
      total_samples: 4,
    })
    expect(answer.model_sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(answer.prediction_id).toMatch(/^prd_/)
    expect(answer.predictions.map(({ id }) => id)).toEqual(KOIS.map((koi) => koi.kepoi_name))
    expect(answer.predictions[0]).toMatchObject({
      row: 0,
      features: { orbital_period: 3.5, planet_radius: 2.1, transit_duration: 2.5 },
      fragile: null,
      flip_rate: null,
    })
    for (const call of answer.predictions)
      expect(call.prediction).toBe(call.probability >= 0.6 ? 'PLANET' : 'FALSE POSITIVE')
    expect(new Set(answer.predictions.map((call) => call.prediction))).toEqual(new Set(['PLANET', 'FALSE POSITIVE']))
  })

  it('gives the same calls for JSON rows as for the same rows in a file', async () => {
    const file = await readCalls(await postTable(url, toCsv(KOIS)))
    const rows = await readCalls(await postJson(url, { rows: KOIS }))
    expect(rows.predictions).toEqual(file.predictions)
    const many = Array.from({ length: 300 }, (_, i) => KOIS[i % KOIS.length])
    const readByAThread = await readCalls(await postJson(url, { rows: many }))
    expect(readByAThread.predictions.slice(0, 4)).toEqual(file.predictions)
  })

  it('counts confident false positives as confident', async () => {
    const answer = await readCalls(await postTable(url, toCsv(KOIS)))
    const confident = answer.predictions.filter(({ probability }) => probability > 0.7 || probability < 0.3)
    expect(confident.some(({ prediction }) => prediction === 'FALSE POSITIVE')).toBe(true)
    expect(answer.summary.high_confidence_count).toBe(confident.length)
    const mean = answer.predictions.reduce((sum, call) => sum + call.probability, 0) / answer.predictions.length
    expect(answer.summary.mean_probability).toBeCloseTo(mean, 6)
  })

  it('calls a row without a duration by that row alone, whatever stands beside it', async () => {
    const gap = { ...KOIS[0], koi_duration: null }
    const alone = await readCalls(await postTable(url, toCsv([gap])))
    const among = await readCalls(await postTable(url, toCsv([KOIS[1], gap, KOIS[3]])))
    const neighbours = await readCalls(await postTable(url, toCsv([{ ...KOIS[1], koi_duration: 40 }, gap])))
    expect(alone.predictions[0]?.features.transit_duration).toBeNull()
    expect(among.predictions[1]?.probability).toBe(alone.predictions[0]?.probability)
    expect(neighbours.predictions[1]?.probability).toBe(alone.predictions[0]?.probability)
    const filled = await readCalls(await postTable(url, toCsv([{ ...gap, koi_duration: 8 }])))
    expect(filled.predictions[0]?.probability).not.toBe(alone.predictions[0]?.probability)
  })

  it('gives every row the call that it gets alone, in any order and company', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      ...KOIS[i % 4],
      kepoi_name: `K${i}`,
      koi_period: 1 + (i % 700) / 7,
      koi_depth: 50 + i,
    }))
    const forwards = await readCalls(await postTable(url, toCsv(rows), { store: 'false' }))
    const backwards = await readCalls(await postTable(url, toCsv(rows.toReversed()), { store: 'false' }))
    const calls = (answer: typeof forwards) =>
      new Map(answer.predictions.map(({ id, probability }) => [id, probability]))
    expect(calls(backwards)).toEqual(calls(forwards))
    for (const i of [0, 1023, 1024, 2999]) {
      const single = await readCalls(await postJson(url, { rows: [rows[i]], store: false }))
      expect(single.predictions[0]?.probability).toBe(calls(forwards).get(`K${i}`))
    }
  })

  it.each([
    ['koi.csv', 'kepoi_name', 'K00752.01', { koi_period: 3, koi_depth: 500 }],
    ['toi.csv', 'toi', '1234.01', { tid: 99, pl_orbper: 3, pl_trandep: 500 }],
    ['toi.csv', 'tid', '99', { pl_orbper: 3, pl_trandep: 500, tfopwg_disp: 'PC' }],
    ['k2.csv', 'pl_name', 'K2-3 b', { hostname: 'K2-3', disposition: 'CONFIRMED', pl_orbper: 3, pl_trandep: 0.05 }],
  ])('names a row of %s by its %s', async (name, column, id, cells) => {
    const answer = await readCalls(await postTable(url, toCsv([{ [column]: id, ...cells }]), {}, name))
    expect(answer.predictions.map((call) => call.id)).toEqual([id])
    expect(answer.mapping.id_column).toBe(column)
  })

  it('says of a table from another mission that the model was not trained on such', async () => {
    const k2 = [{ pl_name: 'K2-3 b', hostname: 'K2-3', disposition: 'CONFIRMED', pl_orbper: 3, pl_trandep: 0.05 }]
    const { mapping } = await readCalls(await postTable(url, toCsv(k2)))
    expect(mapping.warnings.map(({ code }) => code)).toContain('outside_training')
    const own = await readCalls(await postTable(url, toCsv([KOIS[0]])))
    expect(own.mapping.warnings).toEqual([])
  })

  it('lists a row that cannot be judged with its reason, and never calls it', async () => {
    const answer = await readCalls(await postTable(url, toCsv([KOIS[0], { ...KOIS[1], koi_period: null }, KOIS[2]])))
    expect(answer.not_assessed).toEqual([{ row: 1, id: 'K00002.01', reason: 'no orbital period' }])
    expect(answer.predictions.map(({ row }) => row)).toEqual([0, 2])
    expect(answer.total_samples).toBe(3)
  })

  it('refuses a table in which no row can be judged, saying why', async () => {
    const problem = await readProblem(await postTable(url, 'name,colour\na,red\nb,blue\n'))
    expect(problem).toMatchObject({ status: 422, code: 'invalid' })
    expect(problem.detail).toMatch(/None of the 2 rows.*orbital period/)
    expect(await readProblem(await postTable(url, 'koi_period,koi_depth\n'))).toMatchObject({ status: 422 })
    expect(await readProblem(await postTable(url, ''))).toMatchObject({ status: 422 })
  })

  it('answers an unknown model with 404 and the models that there are', async () => {
    const problem = await readProblem(await postTable(url, toCsv(KOIS), { model: 'resnet' }))
    expect(problem).toMatchObject({ status: 404, errors: [{ field: 'model', message: 'no such model' }] })
    expect(problem.detail).toContain('koi (also xgb)')
    expect(problem.detail).toContain('light-curve (also cnn)')
    expect(await readProblem(await postJson(url, { rows: KOIS, model: '__proto__' }))).toMatchObject({ status: 404 })
  })

  it('answers a model that is only announced with 503 and when to come back', async () => {
    const response = await postTable(url, toCsv(KOIS), { model: 'cnn' })
    expect(response.headers.get('retry-after')).not.toBeNull()
    expect((await readProblem(response)).detail).toContain('light-curve')
  })

  it.each(['1.5', '-0.1', 'abc', 'NaN', 'Infinity', '0x1'])(
    'refuses the threshold %s, naming the field',
    async (threshold) => {
      const problem = await readProblem(await postTable(url, toCsv(KOIS), { threshold }))
      expect(problem).toMatchObject({ status: 422, code: 'invalid' })
      expect(problem.errors?.map(({ field }) => field)).toEqual(['threshold'])
    },
  )

  it('takes a field that a browser sends empty for one that was not given', async () => {
    const answer = await readCalls(await postTable(url, toCsv(KOIS), { model: '', threshold: '', store: '' }))
    expect([answer.model_used, answer.threshold]).toEqual(['koi', 0.5])
  })

  it('refuses a picture that is called a table, for a model of tables', async () => {
    expect(await readProblem(await postTable(url, PNG, { model: 'koi' }, 'koi.csv'))).toMatchObject({
      status: 415,
      code: 'unsupported_media',
    })
  })

  it('refuses a form without a file, with two, and with a text for a file', async () => {
    const send = (form: FormData) => fetch(`${url}/api/predict`, { method: 'POST', body: form })
    const none = new FormData()
    none.set('model', 'koi')
    const two = new FormData()
    for (const name of ['a.csv', 'b.csv']) two.append('file', new File([toCsv(KOIS)], name))
    const text = new FormData()
    text.set('file', toCsv(KOIS))
    for (const form of [none, two, text]) {
      const problem = await readProblem(await send(form))
      expect(problem.status).toBe(422)
      expect(problem.errors?.[0]?.field).toBe('file')
    }
  })

  it('refuses JSON that is not JSON, not an object, and without rows, each in its own words', async () => {
    expect(await readProblem(await postJson(url, '{"rows": ['))).toMatchObject({ status: 400, code: 'bad_request' })
    expect(await readProblem(await postJson(url, '[1]'))).toMatchObject({ status: 422 })
    expect(await readProblem(await postJson(url, { rows: [] }))).toMatchObject({ errors: [{ field: 'rows' }] })
    expect(await readProblem(await postJson(url, { rows: [{ koi_period: [3] }] }))).toMatchObject({
      errors: [{ field: 'rows.0.koi_period' }],
    })
    expect(await readProblem(await postJson(url, { rows: KOIS, threshold: '0.5' }))).toMatchObject({
      errors: [{ field: 'threshold' }],
    })
    expect(await readProblem(await postJson(url, { rows: KOIS, store: 'no' }))).toMatchObject({
      errors: [{ field: 'store' }],
    })
  })

  it('takes tables and rows, and no other kind of body', async () => {
    const send = (type: string, body: string) =>
      fetch(`${url}/api/predict`, { method: 'POST', headers: { 'content-type': type }, body })
    expect(await readProblem(await send('text/csv', toCsv(KOIS)))).toMatchObject({ status: 415 })
    expect(await readProblem(await send('multipart/form-data', 'x'))).toMatchObject({ status: 400 })
    expect(await readProblem(await send('multipart/form-data; boundary=x', '--x\r\nnonsense'))).toMatchObject({
      status: 400,
    })
  })

  it('keeps a column named like a part of JavaScript as any other column', async () => {
    const text = `{"rows":[{"koi_period":3,"koi_depth":400,"__proto__":1,"constructor":2,"toString":"x"}]}`
    const answer = await readCalls(await postJson(url, text))
    expect(answer.mapping.ignored).toEqual(['__proto__', 'constructor', 'toString'])
    const csv = await readCalls(await postTable(url, 'koi_period,koi_depth,__proto__,constructor\n3,400,1,2\n'))
    expect(csv.mapping.ignored).toEqual(['__proto__', 'constructor'])
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('reports a leaking column and never lets it change a call', async () => {
    const told = KOIS.map((koi, i) => ({
      ...koi,
      koi_disposition: i % 2 ? 'CONFIRMED' : 'FALSE POSITIVE',
      koi_score: i % 2,
    }))
    const answer = await readCalls(await postTable(url, toCsv(told)))
    expect(answer.mapping.leaking.map(({ column }) => column).sort()).toEqual(['koi_disposition', 'koi_score'])
    const untold = await readCalls(await postTable(url, toCsv(KOIS)))
    expect(answer.predictions).toEqual(untold.predictions)
  })

  it('abstains beside the call where the model says that it cannot tell', async () => {
    const answer = await readCalls(await postTable(url, toCsv(KOIS), { model: 'koi-abstains' }))
    expect(answer.abstain).toEqual({ from: 0.2, to: 0.9 })
    for (const { probability, abstained } of answer.predictions)
      expect(abstained).toBe(probability >= 0.2 && probability < 0.9)
    expect(answer.summary.abstained).toBe(answer.predictions.filter(({ abstained }) => abstained).length)
    expect(answer.summary.abstained).toBeGreaterThan(0)
  })

  it('gives every input of the model with features=all, by its real name', async () => {
    const answer = await readCalls(await postTable(url, toCsv(KOIS), { features: 'all' }))
    const rows = await readCalls(await postJson(url, { rows: KOIS, features: 'all' }))
    expect(rows.predictions).toEqual(answer.predictions)
    expect(answer.predictions[0]?.features['log_period']).toBeCloseTo(Math.log10(3.5), 5)
    expect(Object.keys(answer.predictions[0]?.features ?? {})).toHaveLength(3 + 4)
  })

  it('says how often the catalogue’s own errors flip a call, the same each time', async () => {
    const near = {
      kepoi_name: 'K1',
      koi_period: 25,
      koi_depth: 1000,
      koi_depth_err1: 300,
      koi_depth_err2: -300,
      koi_duration: 3,
      koi_impact: 0.3,
    }
    const sure = { ...near, kepoi_name: 'K2', koi_depth: 500, koi_depth_err1: 1, koi_depth_err2: -1 }
    const [first, second] = await Promise.all(
      [1, 2].map(async () => readCalls(await postTable(url, toCsv([near, sure]), { fragile: 'true' }))),
    )
    expect(second?.predictions).toEqual(first?.predictions)
    const flips = first?.predictions.map(({ flip_rate }) => flip_rate) ?? []
    expect(flips[0]).toBeGreaterThan(0.2)
    expect(flips[1]).toBe(0)
    expect(first?.predictions.map(({ fragile }) => fragile)).toEqual([true, false])
    const rows = await readCalls(await postJson(url, { rows: [near, sure], fragile: true }))
    expect(rows.predictions).toEqual(first?.predictions)
    const { koi_depth_err1: _upper, koi_depth_err2: _lower, ...unknown } = near
    const [bare] = (await readCalls(await postJson(url, { rows: [unknown], fragile: true }))).predictions
    expect(bare).toMatchObject({ fragile: null, flip_rate: null })
  })

  it('answers with every call up to 20,000 rows, those that cannot be judged beside them', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({
      koi_period: i === 5 ? null : 1 + i / 100,
      koi_depth: 300,
    }))
    const all = await readCalls(await postTable(url, toCsv(rows)))
    expect([all.predictions.length, all.not_assessed.length, all.next_cursor]).toEqual([19_999, 1, null])
  })

  it('gives a thousand callers at once each his own call', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      kepoi_name: `K${i}`,
      koi_period: 1 + (i % 40),
      koi_depth: 10 + i * 3,
      koi_impact: (i % 13) / 10,
    }))
    const expected = new Map(
      (await readCalls(await postTable(url, toCsv(rows)))).predictions.map((call) => [call.id, call]),
    )
    const answers = await Promise.all(
      rows.map(async (row) => readCalls(await postJson(url, { rows: [row], store: false }))),
    )
    for (const [i, { predictions }] of answers.entries())
      expect(predictions).toEqual([{ ...expected.get(`K${i}`), row: 0 }])
  })

  it('calls the same rows alike from CSV, packed CSV and Parquet', async () => {
    const plain = await readCalls(await postTable(url, toCsv(KOIS)))
    const packed = await readCalls(await postTable(url, new Uint8Array(gzipSync(toCsv(KOIS))), {}, 'koi.csv.gz'))
    const columnData = Object.keys(KOIS[0]).map((name) => ({
      name,
      data: KOIS.map((koi) => ({ ...koi })[name as keyof (typeof KOIS)[0]]),
    }))
    const parquet = await readCalls(
      await postTable(url, new Uint8Array(parquetWriteBuffer({ columnData })), {}, 'koi.parquet'),
    )
    expect(packed.predictions).toEqual(plain.predictions)
    expect(parquet.predictions).toEqual(plain.predictions)
  })

  it('gives the same input the same hash, and another model, row or byte another', async () => {
    const hash = async (csv: string, fields = {}) => (await readCalls(await postTable(url, csv, fields))).input_sha256
    const first = await hash(toCsv(KOIS))
    expect(await hash(toCsv(KOIS), { threshold: '0.9', store: 'false' })).toBe(first)
    expect(await hash(toCsv(KOIS), { model: 'koi-abstains' })).not.toBe(await hash(`${toCsv(KOIS)}\n`))
    expect(await hash(toCsv(KOIS.slice(0, 3)))).not.toBe(first)
  })
})

describe('the settings of a prediction', () => {
  it('uses DEFAULT_MODEL and DEFAULT_THRESHOLD when nothing else is asked for', async () => {
    const server = await startTestServer({
      models: [{ id: 'koi' }, { id: 'koi-other' }],
      environment: { DEFAULT_MODEL: 'koi-other', DEFAULT_THRESHOLD: '0.25' },
    })
    try {
      const plain = await readCalls(await postTable(server.url, toCsv(KOIS)))
      expect([plain.model_used, plain.threshold]).toEqual(['koi-other', 0.25])
      const asked = await readCalls(await postTable(server.url, toCsv(KOIS), { model: 'koi', threshold: '0' }))
      expect([asked.model_used, asked.threshold]).toEqual(['koi', 0])
    } finally {
      await server.end()
    }
  })
})
