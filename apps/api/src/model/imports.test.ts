import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Explanation } from '@vouch/contracts/explanation'
import { ModelDetail, ModelMetrics } from '@vouch/contracts/model'
import { ImportedModel, ImportedModelList } from '@vouch/contracts/model-import'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, PASSWORD, type TestAccount } from '../testing/accounts.ts'
import { type Fields, readCalls, readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const FIXTURES = resolve(import.meta.dirname, '../../../../packages/core/src/learn/fixtures')
const COLUMNS = ['period', 'depth', 'duration', 'impact', 'radius']
const sigmoid = (margin: number) => 1 / (1 + Math.exp(-margin))

interface Expected {
  rows: (number | null)[][]
  margin: number[]
  best_margin?: number[]
}
const expectedOf = (name: string): Expected =>
  JSON.parse(readFileSync(resolve(FIXTURES, `xgboost/${name}.expected.json`), 'utf8'))
const bytesOf = (path: string) => new Uint8Array(readFileSync(resolve(FIXTURES, path)))

/** Rows as CSV, with a column more. */
function csvOf(
  columns: readonly string[],
  rows: readonly (readonly (number | null)[])[],
  last: readonly number[] | null,
) {
  const lines = rows.map((row, r) => [...row.map((cell) => cell ?? ''), ...(last ? [last[r]] : [])].join(','))
  return `${columns.join(',')}\n${lines.join('\n')}\n`
}

describe('a model that another program trained', () => {
  let server: TestServer
  let member: TestAccount
  let other: TestAccount
  beforeAll(async () => {
    server = await startTestServer()
    const accounts = accountClient(server)
    ;[member, other] = [await accounts.member(), await accounts.member()]
  })
  afterAll(() => server.end())

  const headersOf = ({ tokens }: TestAccount) => ({ authorization: `Bearer ${tokens.access_token}` })
  const as = (account: TestAccount, path: string, method = 'GET') =>
    fetch(server.url + path, { method, headers: headersOf(account) })

  interface Sent {
    file: Uint8Array<ArrayBuffer>
    name?: string
    rows?: string
    manifest?: unknown
    fields?: Fields
  }
  const send = (
    { file, name = 'model.json', rows, manifest, fields = {} }: Sent,
    account: TestAccount | null = member,
  ) => {
    const form = tableForm(file, fields, name)
    if (rows !== undefined) form.set('rows', new File([rows], 'rows.csv'))
    if (manifest !== undefined)
      form.set('manifest', new File([typeof manifest === 'string' ? manifest : JSON.stringify(manifest)], 'm.json'))
    return fetch(`${server.url}/api/models/import`, {
      method: 'POST',
      body: form,
      headers: account ? headersOf(account) : {},
    })
  }
  const imported = async (sent: Sent, account = member): Promise<ImportedModel> => {
    const answer = await send(sent, account)
    const body: unknown = await answer.json()
    expect([answer.status, answer.status === 201 ? null : body]).toEqual([201, null])
    return ImportedModel.strict().parse(body)
  }
  const predict = async (model: string, csv: string, account = member) =>
    readCalls(
      await fetch(`${server.url}/api/predict`, {
        method: 'POST',
        body: tableForm(csv, { model, store: 'false' }),
        headers: headersOf(account),
      }),
    )

  it.each(['json', 'ubj'])('of XGBoost says here what it said there, as %s', async (kind) => {
    const { rows, margin } = expectedOf('logistic')
    const given = csvOf([...COLUMNS, 'margin'], rows, margin)
    const model = await imported({ file: bytesOf(`xgboost/logistic.${kind}`), rows: given })
    expect(model).toMatchObject({ columns: COLUMNS, threshold: 0.5, explanation: 'tree-shap', model_type: 'xgboost' })
    expect(model.origin).toMatchObject({ format: 'xgboost', parity: { rows: rows.length, output: 'log_odds' } })
    expect(model.origin.parity?.largest_difference).toBeLessThanOrEqual(1e-5)
    const { predictions } = await predict(model.id, csvOf(COLUMNS, rows, null))
    const served = new Map(predictions.map(({ row, probability }) => [row, probability]))
    const assessed = rows.flatMap((row, r) => (row.some((cell) => cell !== null) ? [r] : []))
    expect([...served.keys()].toSorted((a, b) => a - b)).toEqual(assessed)
    for (const r of assessed) expect(Math.abs((served.get(r) ?? 2) - sigmoid(margin[r]!))).toBeLessThanOrEqual(1e-6)
  })

  it('saved after early stopping wants to be told which rounds count', async () => {
    const { rows, margin, best_margin = [] } = expectedOf('early-stop')
    const file = bytesOf('xgboost/early-stop.json')
    const problem = await readProblem(await send({ file, manifest: { columns: COLUMNS } }))
    expect(problem).toMatchObject({ status: 422, errors: [{ field: 'rounds' }] })
    const best = csvOf([...COLUMNS, 'margin'], rows, best_margin)
    const model = await imported({ file, rows: best, fields: { rounds: 'best' } })
    expect(model.origin.rounds).toEqual({ taken: 2, in_file: 6, best: 2 })
    // the rows know better
    const wrong = await readProblem(await send({ file, rows: best, fields: { rounds: 'all' } }))
    expect(wrong).toMatchObject({ status: 422, errors: [{ field: 'rows' }] })
    expect(wrong.detail).toContain('gives other values here')
    expect(
      (await imported({ file, rows: csvOf([...COLUMNS, 'margin'], rows, margin), fields: { rounds: 'all' } })).origin
        .rounds?.taken,
    ).toBe(6)
  })

  it('of many classes holds the chosen one against the others', async () => {
    const { rows, margin } = expectedOf('softprob')
    const file = bytesOf('xgboost/softprob.ubj')
    expect(await readProblem(await send({ file, manifest: { columns: COLUMNS } }))).toMatchObject({
      status: 422,
      errors: [{ field: 'class' }],
    })
    const odds = rows.map((_, r) => margin.slice(3 * r, 3 * r + 3).map(Math.exp))
    const probability = odds.map((each) => each[2]! / each.reduce((a, b) => a + b))
    const given = csvOf([...COLUMNS, 'probability'], rows, probability)
    const model = await imported({
      file,
      rows: given,
      fields: { class: '2', positive: 'planet', negative: 'no planet' },
    })
    expect(model).toMatchObject({ explanation: 'kernel-shap', labels: ['no planet', 'planet'] })
    expect(model.origin.parity?.largest_difference).toBeLessThanOrEqual(1e-6)
    const explained = await explain(model.id, { period: 1.5, depth: 0.2, duration: -1, impact: 0.3, radius: 2 })
    expect(explained).toMatchObject({ method: 'kernel-shap', against: 'background' })
    expect(explained.background?.name).toMatch(/^\d+ rows that came with it$/)
    expect(Math.abs(explained.residual.log_odds)).toBeLessThanOrEqual(1e-5)
  })

  const explain = async (model: string, values: Record<string, number>) => {
    const answer = await fetch(`${server.url}/api/explain-prediction`, {
      method: 'POST',
      headers: { ...headersOf(member), 'content-type': 'application/json' },
      body: JSON.stringify({ model, row: values }),
    })
    const body: unknown = await answer.json()
    expect([answer.status, answer.status === 200 ? null : body]).toEqual([200, null])
    return Explanation.parse(body)
  }

  it('in ONNX is converted, held against its rows, served and explained', async () => {
    // the trees themselves say which way a row goes: 200 rows, and what onnxruntime gave of them
    const { rows, probability } = JSON.parse(
      readFileSync(resolve(FIXTURES, 'onnx/random-forest.expected.json'), 'utf8'),
    )
    const columns = ['period', 'depth', 'duration', 'impact']
    const file = bytesOf('onnx/random-forest.onnx')
    const given = csvOf([...columns, 'probability'], rows, probability)
    const model = await imported({ file, name: 'forest.onnx', rows: given, fields: { threshold: '0.3' } })
    expect(model).toMatchObject({ columns, threshold: 0.3, explanation: 'tree-shap', name: 'forest.onnx' })
    expect(model.origin).toMatchObject({ format: 'onnx', writer: 'skl2onnx 1.14.0', rounds: null })
    const explained = await explain(model.id, { period: 1.5, depth: 0.2, duration: -1, impact: 0.3 })
    expect(explained).toMatchObject({ method: 'tree-shap', against: 'background' })
    expect(Math.abs(explained.residual.probability)).toBeLessThanOrEqual(1e-5)
    const { predictions } = await predict(model.id, csvOf(columns, rows, null))
    for (const { row, probability: served } of predictions)
      expect(Math.abs((served ?? 2) - probability[row])).toBeLessThanOrEqual(1e-6)
  })

  it('that cannot do without a value does not judge a row that lacks it', async () => {
    const { rows, probability } = JSON.parse(
      readFileSync(resolve(FIXTURES, 'onnx/torch-network.expected.json'), 'utf8'),
    )
    const columns = ['period', 'depth', 'duration', 'impact']
    const given = csvOf([...columns, 'probability'], rows, probability)
    const model = await imported({ file: bytesOf('onnx/torch-network.onnx'), name: 'net.onnx', rows: given })
    const answer = await predict(model.id, 'period,depth,duration,impact\n1,2,3,4\n1,,3,4\n')
    expect(answer.predictions.map(({ row }) => row)).toEqual([0])
    expect(answer.not_assessed).toMatchObject([{ row: 1 }])
  })

  it('is one’s own: nobody else sees, uses or deletes it', async () => {
    const model = await imported({
      file: bytesOf('xgboost/logistic.json'),
      manifest: { columns: COLUMNS, name: 'mine' },
    })
    expect(model).toMatchObject({ name: 'mine', origin: { parity: null } })
    const path = `/api/models/${model.id}`
    for (const method of ['GET', 'DELETE']) expect((await as(other, path, method)).status).toBe(404)
    const body = tableForm('period\n1\n', { model: model.id })
    expect((await fetch(`${server.url}/api/predict`, { method: 'POST', body, headers: headersOf(other) })).status).toBe(
      404,
    )
    const { models } = ImportedModelList.parse(await (await as(other, '/api/imported-models')).json())
    expect(models).toEqual([])
    expect((await send({ file: bytesOf('xgboost/logistic.json') }, null)).status).toBe(401)
  })

  it('says of itself what is known, and null of what is not', async () => {
    const model = await imported({ file: bytesOf('xgboost/logistic.json'), manifest: { columns: COLUMNS } })
    const detail = ModelDetail.parse(await (await as(member, `/api/models/${model.id}`)).json())
    expect(detail.manifest).toMatchObject({ curves: null, training: { rows: null, seed: null }, evaluation: [] })
    expect(detail.manifest?.limits.join(' ')).toContain('was not checked')
    const metrics = ModelMetrics.parse(await (await as(member, `/api/models/${model.id}/metrics`)).json())
    expect(metrics).toMatchObject({ training_date: null, training_samples: null, n: 0, performance: { roc_auc: null } })
    const answer = await predict(model.id, 'period,depth\n1,2\n')
    expect(answer.mapping.warnings.map(({ code }) => code)).toContain('outside_training')
  })

  it('is listed and deleted with all its files', async () => {
    const { rows, margin } = expectedOf('dart')
    const given = csvOf([...COLUMNS, 'margin'], rows, margin)
    const made = [
      await imported({ file: bytesOf('xgboost/dart.json'), rows: given }, other),
      await imported({ file: bytesOf('xgboost/pruned.json'), manifest: { columns: COLUMNS } }, other),
    ]
    await predict(made[0]!.id, csvOf(COLUMNS, rows, null), other)
    const page = async (query: string) =>
      ImportedModelList.strict().parse(await (await as(other, `/api/imported-models?${query}`)).json())
    const first = await page('limit=1')
    expect(first.models.map(({ id }) => id)).toEqual([made[1]!.id])
    const second = await page(`limit=1&cursor=${first.next_cursor}`)
    expect([second.models.map(({ id }) => id), second.next_cursor]).toEqual([[made[0]!.id], null])
    expect(await readdir(join(server.home, 'models'))).toContain(made[0]!.id)
    for (const { id } of made) expect((await as(other, `/api/models/${id}`, 'DELETE')).status).toBe(200)
    for (const { id } of made) expect((await as(other, `/api/models/${id}`)).status).toBe(404)
    expect((await page('limit=5')).models).toEqual([])
    expect(await readdir(join(server.home, 'models'))).not.toContain(made[0]!.id)
    expect((await as(other, '/api/models/koi', 'DELETE')).status).toBe(409)
  })

  it('goes with its account', async () => {
    const leaving = await accountClient(server).member()
    const model = await imported({ file: bytesOf('xgboost/logistic.json'), manifest: { columns: COLUMNS } }, leaving)
    const left = await fetch(`${server.url}/api/account`, {
      method: 'DELETE',
      headers: { ...headersOf(leaving), 'content-type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    })
    expect(left.ok).toBe(true)
    const rows = await server.services.database.sql.execute(`select id from vouch.model where id = '${model.id}'`)
    expect(rows).toMatchObject({ rows: [] })
  })

  it('has a form in the OpenAPI document that its own files fit into', async () => {
    const { paths, components } = JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text())
    const { allOf } = paths['/api/models/import'].post.requestBody.content['multipart/form-data'].schema
    expect(Object.keys(allOf[1].properties)).toEqual(['file', 'rows', 'manifest'])
    expect(components.schemas.ModelImportOptions.additionalProperties).not.toBe(false)
  })

  const logistic = () => bytesOf('xgboost/logistic.json')
  it.each<[string, () => Sent, string, RegExp]>([
    ['a file that is no model', () => ({ file: new TextEncoder().encode('period,depth\n1,2\n') }), '', /no ONNX model/],
    ['an empty file', () => ({ file: new Uint8Array(0) }), '', /no ONNX model/],
    ['a model cut short', () => ({ file: logistic().slice(0, 900) }), '', /./],
    ['columns that nobody names', () => ({ file: logistic() }), 'manifest', /takes 5 columns and names none/],
    ['too few names', () => ({ file: logistic(), manifest: { columns: ['a'] } }), 'manifest', /1 names/],
    [
      'a name that stands twice',
      () => ({ file: logistic(), manifest: { columns: ['a', 'b', 'c', 'd', 'a'] } }),
      'manifest',
      /twice/,
    ],
    ['a manifest that is no JSON', () => ({ file: logistic(), manifest: '{' }), 'manifest', /no JSON/],
    [
      'a manifest with a field of another kind',
      () => ({ file: logistic(), manifest: { threshold: 'high' } }),
      'manifest.threshold',
      /^manifest\.threshold: must be a number$/,
    ],
    [
      'a manifest with a field that there is not',
      () => ({ file: logistic(), manifest: { treshold: 0.5 } }),
      'manifest',
      /^manifest: does not take treshold$/,
    ],
    [
      'a manifest that is a list',
      () => ({ file: logistic(), manifest: [] }),
      'manifest',
      /^manifest: must be an object of names and values$/,
    ],
    ['a threshold that is none', () => ({ file: logistic(), fields: { threshold: '7' } }), 'threshold', /./],
    [
      'rows without what the model gave',
      () => ({ file: logistic(), rows: 'a,b,c,d,e\n1,2,3,4,5\n' }),
      'rows',
      /“probability” or “margin”/,
    ],
    [
      'rows without one of its columns',
      () => ({ file: logistic(), manifest: { columns: COLUMNS }, rows: 'period,margin\n1,2\n' }),
      'rows',
      /4 of the model’s columns/,
    ],
    [
      'rows that say something else',
      () => ({ file: logistic(), rows: 'a,b,c,d,e,probability\n1,2,3,4,5,0.123\n' }),
      'rows',
      /other values here: in row 1/,
    ],
    [
      'rows whose probability is none',
      () => ({ file: logistic(), rows: 'a,b,c,d,e,probability\n1,2,3,4,5,7\n' }),
      'rows',
      /not from 0 to 1/,
    ],
    ['rows that hold none', () => ({ file: logistic(), rows: 'a,b,c,d,e,probability\n' }), 'rows', /no rows/],
  ])('is refused in words that say where: %s', async (_, sent, field, words) => {
    const problem = await readProblem(await send(sent()))
    expect([415, 422]).toContain(problem.status)
    expect(problem.detail).toMatch(words)
    if (field !== '') expect(problem.errors?.map((fault) => fault.field)).toContain(field)
  })
})
