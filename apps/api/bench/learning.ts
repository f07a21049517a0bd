import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { treeShap } from '@vouch/core/explain/shap-tree'
import { trainBoostedTrees } from '@vouch/core/learn/boosted-trees'
import { checkHyperparameters } from '@vouch/core/learn/hyperparameters'
import { importXgboost } from '@vouch/core/learn/import-xgboost'
import { labelRows } from '@vouch/core/learn/label-rows'
import type { TrainingSet } from '@vouch/core/learn/learner'
import { trainSession } from '@vouch/core/learn/train-session'
import { createRandom } from '@vouch/core/random'

export interface LearnTable {
  readonly set: TrainingSet
  readonly groups: Uint32Array
}

/** What is known of a KOI table by its columns' names: what tells the answer, and what names a row. */
const LEFT_OUT = /^(loc_rowid|kepid|rowid|tce_)|_name$|disposition|score|_fpflag_|delivname|_tce_/

/** The labelled rows of a KOI table, every column of numbers that does not tell the answer. Labels by chance where it has none. */
export function readLearnTable({ header, rows }: { header: string; rows: string[] }): LearnTable {
  const names = header.split(',')
  const cells = rows.map((row) => row.split(','))
  const at = (name: string) => names.indexOf(name)
  const random = createRandom('labels')
  const chance = () => (random.uniform() < 0.4 ? 'CONFIRMED' : 'FALSE POSITIVE')
  const label = cells.map((row) => (at('koi_disposition') < 0 ? chance() : (row[at('koi_disposition')] ?? '')))
  const star = cells.map((row) => row[at('kepid')] ?? '')
  const labelled = labelRows(label, { positive: ['CONFIRMED'], negative: ['FALSE POSITIVE'] }, star)
  const columns = names.flatMap((name, index) =>
    !LEFT_OUT.test(name) && cells.some((row) => row[index]) && cells.every((row) => !Number.isNaN(Number(row[index])))
      ? [index]
      : [],
  )
  const values = new Float32Array(labelled.rows.length * columns.length)
  for (const [r, row] of labelled.rows.entries())
    for (const [c, index] of columns.entries()) {
      const cell = cells[row]?.[index] ?? ''
      values[r * columns.length + c] = cell === '' ? Number.NaN : Number(cell)
    }
  const set = { matrix: values, rows: labelled.rows.length, features: columns.length, labels: labelled.labels }
  return { set, groups: labelled.groups }
}

/** Seconds of a processor that a piece of work took, all of its threads. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const SETTINGS = { trees: 300, depth: 6, rate: 0.05, bins: 255, subsample: 0.8, columns: 0.8, explained: 1000 }

export interface Learned {
  /** cpu seconds */
  readonly train: number
  readonly explain: number
}

/** One training of 300 trees; then a thousand rows explained of the model that XGBoost made, or of our own without it. */
export function learnOnce({ set }: LearnTable, folder: string | null): Learned {
  const { trees, depth, rate, bins, subsample, columns, explained } = SETTINGS
  const settings = { trees, depth, learningRate: rate, subsample, columnSample: columns, bins }
  let own = null as ReturnType<typeof trainBoostedTrees> | null
  const train = cpuSeconds(() => {
    own = trainBoostedTrees(set, { ...settings, minChildWeight: 1, lambda: 1, gamma: 0 }, createRandom(1))
  })
  const theirs = folder === null ? null : importXgboost(readFileSync(join(folder, 'model.json')), { rounds: 'all' })
  const ensemble = theirs?.ensembles[0] ?? own
  if (!ensemble) throw new Error('Nothing was trained.')
  const matrix = set.matrix.subarray(0, explained * set.features)
  let found: Float64Array | null = null
  const explain = cpuSeconds(() => {
    found = treeShap(ensemble, matrix).values
  })
  if (folder !== null && found) compareContributions(found, folder, set.features)
  return { train, explain }
}

/** Both have to have explained the same. */
function compareContributions(found: Float64Array, folder: string, features: number): void {
  const bytes = readFileSync(join(folder, 'contributions.f32'))
  const theirs = new Float32Array(new Uint8Array(bytes).buffer)
  for (let i = 0; i < found.length; i++) {
    const other = theirs[Math.floor(i / features) * (features + 1) + (i % features)]!
    if (Math.abs(found[i]! - other) > 1e-4)
      throw new Error(`XGBoost explains row ${Math.floor(i / features)} otherwise.`)
  }
}

/** The same by XGBoost; null where Debian's python3-xgboost is not installed. */
export function xgboostOnce({ set }: LearnTable, folder: string): (Learned & { readonly version: string }) | null {
  writeFileSync(join(folder, 'matrix.f32'), new Uint8Array(set.matrix.buffer))
  writeFileSync(join(folder, 'labels.u8'), set.labels)
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...SETTINGS, features: set.features }))
  const script = join(dirname(fileURLToPath(import.meta.url)), 'beside-xgboost.py')
  try {
    const said = execFileSync('/usr/bin/python3', [script, folder], { stdio: ['ignore', 'pipe', 'ignore'] })
    return JSON.parse(said.toString())
  } catch {
    return null
  }
}

/** A whole session: five folds by star, the locked test, the graph. */
export async function sessionOnce({ set, groups }: LearnTable): Promise<number> {
  const { values } = checkHyperparameters('xgboost', {})
  if (!values) throw new Error('The defaults are not taken.')
  const before = process.cpuUsage()
  await trainSession(
    {
      modelType: 'xgboost',
      hyperparameters: values,
      set,
      groups,
      splitBy: 'group',
      folds: 5,
      testShare: 0.2,
      calibration: 'platt',
      decision: { by: 'f1' },
      search: { method: 'none' },
      given: [],
      graph: { name: 'bench', producer: { name: 'vouch', version: 'bench' } },
    },
    { random: createRandom(0) },
  )
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
