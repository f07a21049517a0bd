import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { treeShap } from '../explain/shap-tree.ts'
import { importXgboost, type XgboostModel } from './import-xgboost.ts'
import { classToOnnx, GRAPH, toOnnx } from './to-onnx.ts'
import { predictMargin, sigmoid } from './tree.ts'

const OWN = resolve(import.meta.dirname, 'fixtures/xgboost')
const SHARED = resolve(import.meta.dirname, '../../../../../shared/fixtures/xgboost')
const FOLDER = process.env['VOUCH_FIXTURES'] ?? SHARED
const PRODUCER = { name: 'test', version: '1' }

/** rows × classes */
function marginsOf({ ensembles }: XgboostModel, matrix: Float32Array, rows: number): number[] {
  const each = ensembles.map((ensemble) => predictMargin(ensemble, matrix, rows))
  return Array.from({ length: rows }, (_, r) => each.map((margins) => margins[r]!)).flat()
}

/** rows × classes; of one label rows × 1 */
async function onnxOf({ ensembles }: XgboostModel, matrix: Float32Array, rows: number) {
  const graphs =
    ensembles.length === 1
      ? [toOnnx(ensembles[0]!, PRODUCER)]
      : ensembles.map((_, c) => classToOnnx(ensembles, c, PRODUCER))
  const each = await Promise.all(graphs.map((bytes) => runOnnx(bytes, matrix, rows)))
  const byRow = (of: 'margin' | 'probability') =>
    Array.from({ length: rows }, (_, r) => each.map((outputs) => outputs[of][r]!)).flat()
  return { margin: byRow('margin'), probability: byRow('probability') }
}

async function runOnnx(bytes: Uint8Array, matrix: Float32Array, rows: number) {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const result = await session.run({ [GRAPH.input]: new Tensor('float32', matrix, [rows, matrix.length / rows]) })
  const floats = (name: string) => Array.from(result[name]?.data ?? [], Number)
  const [margin, probability] = [floats(GRAPH.margin), floats(GRAPH.probability)]
  await session.release()
  return { margin, probability }
}

/** The log-odds of each class against the others. */
function logOddsOf(margins: readonly number[], classes: number): number[] {
  if (classes === 1) return [...margins]
  return margins.map((margin, i) => {
    const row = Math.floor(i / classes) * classes
    const others = margins.slice(row, row + classes).filter((_, c) => row + c !== i)
    return margin - Math.log(others.reduce((sum, other) => sum + Math.exp(other), 0))
  })
}

const matrixOf = (rows: readonly (readonly (number | null)[])[]) =>
  Float32Array.from(rows.flat(), (value) => value ?? Number.NaN)
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

interface Expected {
  rows: (number | null)[][]
  margin: number[]
  best_margin?: number[]
  contributions: number[][]
}

const names = readdirSync(OWN).flatMap((file) => /^(.*)\.expected\.json$/.exec(file)?.[1] ?? [])

describe.each(names)('the XGBoost model %s', (name) => {
  const expected: Expected = JSON.parse(readFileSync(resolve(OWN, `${name}.expected.json`), 'utf8'))
  const matrix = matrixOf(expected.rows)
  const rows = expected.rows.length
  const read = (kind: 'json' | 'ubj', rounds: 'best' | 'all' = 'all') =>
    importXgboost(readFileSync(resolve(OWN, `${name}.${kind}`)), { rounds })

  it.each(['json', 'ubj'] as const)('says what XGBoost says, on thresholds and in gaps, from %s', (kind) => {
    expect(furthest(marginsOf(read(kind), matrix, rows), expected.margin)).toBeLessThanOrEqual(1e-6)
  })

  it('says so in onnxruntime', async () => {
    const model = read('ubj')
    const { margin, probability } = await onnxOf(model, matrix, rows)
    const own = logOddsOf(marginsOf(model, matrix, rows), model.ensembles.length)
    expect(furthest(margin, own)).toBeLessThanOrEqual(1e-6)
    expect(furthest(probability, own.map(sigmoid))).toBeLessThanOrEqual(1e-6)
  })

  it('is explained as XGBoost explains it', () => {
    const { ensembles, features } = read('json')
    for (const [c, ensemble] of ensembles.entries()) {
      const { values, base } = treeShap(ensemble, matrix)
      for (let r = 0; r < rows; r++) {
        const theirs = expected.contributions[r]!.slice(c * (features + 1), (c + 1) * (features + 1))
        const ours = [...values.slice(r * features, (r + 1) * features), base]
        expect(furthest(ours, theirs)).toBeLessThanOrEqual(1e-5)
      }
    }
  })

  const { best_margin } = expected
  if (best_margin === undefined) return
  it('says with the best round what XGBoost says with it', () => {
    const [best, all] = [read('json', 'best'), read('ubj', 'all')]
    expect([best.rounds, best.bestRound, best.roundsInFile]).toEqual([2, 2, 6])
    expect([all.rounds, all.bestRound]).toEqual([6, 2])
    expect(furthest(marginsOf(best, matrix, rows), best_margin)).toBeLessThanOrEqual(1e-6)
    expect(furthest(marginsOf(all, matrix, rows), best_margin)).toBeGreaterThan(0.1)
  })
})

describe('importing an XGBoost model', () => {
  const read = (name: string) => importXgboost(readFileSync(resolve(OWN, name)), { rounds: 'all' })

  it.each([
    ['squared.json', 'objective reg:squarederror cannot'],
    ['linear.json', 'booster gblinear cannot'],
    ['categorical.json', 'categorical split'],
  ])('refuses by name what it does not support: %s', (name, message) => {
    expect(() => read(name)).toThrow(message)
  })

  const logistic = JSON.parse(readFileSync(resolve(OWN, 'logistic.json'), 'utf8'))
  const softprob = JSON.parse(readFileSync(resolve(OWN, 'softprob.json'), 'utf8'))
  const withBase = (model: typeof logistic, base_score: unknown, version = model.version) => {
    const param = { ...model.learner.learner_model_param, base_score }
    const text = JSON.stringify({ ...model, version, learner: { ...model.learner, learner_model_param: param } })
    return importXgboost(Buffer.from(text), { rounds: 'all' }).ensembles.map(({ base }) => base)
  }

  it.each(['3E-1', '[3E-1]', '0.3', 0.3])('takes a base_score of %s as the probability it is', (score) => {
    expect(withBase(logistic, score, [3, 1, 0])[0]).toBeCloseTo(Math.log(0.3 / 0.7), 6)
  })

  it('takes a base_score of one class or of each as margins', () => {
    expect(withBase(softprob, '5E-1')).toEqual([0.5, 0.5, 0.5])
    expect(withBase(softprob, '[-1E-1,2E-1,5E-1]', [3, 1, 1])).toEqual([-0.1, 0.2, 0.5].map(Math.fround))
  })

  it.each(['1E0', '0', 'one', '', '[5E-1,5E-1]', '[]', '[[5E-1]]', 'NaN', null, ['5E-1']])(
    'refuses a base_score of %j',
    (score) => {
      expect(() => withBase(logistic, score)).toThrow('base_score')
    },
  )

  it('reads default_left as true and false, as before XGBoost 1.5', () => {
    const text = JSON.stringify(logistic, (key, value) =>
      key === 'default_left' ? value.map((side: number) => side === 1) : value,
    )
    expect(importXgboost(Buffer.from(text), { rounds: 'all' })).toEqual(read('logistic.json'))
  })

  it('refuses logitraw of versions that took its base_score in another way', () => {
    const raw = JSON.parse(readFileSync(resolve(OWN, 'logitraw.json'), 'utf8'))
    expect(withBase(raw, '3E-1', [1, 7, 0])).toEqual([Math.fround(0.3)])
    expect(() => withBase(raw, '3E-1', [1, 2, 1])).toThrow('logitraw of XGBoost 1.2.1')
  })

  it('names features where the file does', () => {
    expect(read('logistic.json').featureNames).toBeNull()
    const names = ['a', 'b', 'c', 'd', 'e']
    const text = JSON.stringify({ ...logistic, learner: { ...logistic.learner, feature_names: names } })
    expect(importXgboost(Buffer.from(text), { rounds: 'all' }).featureNames).toEqual(names)
  })
})

describe.skipIf(!existsSync(FOLDER))(`models of the KOI table in ${FOLDER} (skipped where it is absent)`, () => {
  const csv = (file: string) => {
    const [head = '', ...lines] = readFileSync(resolve(FOLDER, file), 'utf8').trimEnd().split(/\r?\n/)
    return { columns: head.split(','), cells: lines.map((line) => line.split(',')) }
  }
  const columnsOf = ({ columns, cells }: ReturnType<typeof csv>, prefix: RegExp) => {
    const at = [...columns.keys()].filter((c) => prefix.test(columns[c]!))
    return cells.flatMap((row) => at.map((c) => Number(row[c])))
  }

  it.each(
    ['a_small10_nan', 'b_300x6', 'c_multi3', 'd_early_stop'].flatMap((name) => [
      [name, 'json', ''] as const,
      [name, 'ubj', '.edge'] as const,
    ]),
  )('%s says what XGBoost says, to 1e-6 in probability (%s%s)', async (name, kind, part) => {
    const model = importXgboost(readFileSync(resolve(FOLDER, `${name}.${kind}`)), { rounds: 'all' })
    const { cells } = csv(`${name}${part}.X.csv`)
    const matrix = Float32Array.from(cells.flat(), (cell) => (cell === '' ? Number.NaN : Number(cell)))
    const expected = csv(`${name}${part}.pred.csv`)
    const { margin, probability } = await onnxOf(model, matrix, cells.length)
    const margins = columnsOf(expected, /^margin_f64/)
    expect(furthest(margin, logOddsOf(margins, model.ensembles.length))).toBeLessThanOrEqual(1e-5)
    expect(furthest(probability, columnsOf(expected, /^prob_f32/))).toBeLessThanOrEqual(1e-6)
    expect(furthest(marginsOf(model, matrix, cells.length), margins)).toBeLessThanOrEqual(1e-5)
  })

  it('d_early_stop says with its best round what the wrapper says', () => {
    const model = importXgboost(readFileSync(resolve(FOLDER, 'd_early_stop.json')), { rounds: 'best' })
    expect([model.rounds, model.roundsInFile]).toEqual([79, 89])
    const { cells } = csv('d_early_stop.X.csv')
    const matrix = Float32Array.from(cells.flat(), (cell) => (cell === '' ? Number.NaN : Number(cell)))
    const best = csv('d_early_stop.best.pred.csv')
    const probability = marginsOf(model, matrix, cells.length).map(sigmoid)
    expect(furthest(probability, columnsOf(best, /^prob/))).toBeLessThanOrEqual(1e-6)
  })
})
