import { VouchError } from '../error.ts'
import { importOnnx, PRODUCER } from './import-onnx.ts'
import { importXgboost, type XgboostModel } from './import-xgboost.ts'
import { readOnnx } from './read-onnx.ts'
import { readOnnxTrees } from './read-onnx-trees.ts'
import { classToOnnx, toOnnx } from './to-onnx.ts'
import { treesOfGraph } from './trees-of-graph.ts'
import { gainImportance, type Tree } from './tree.ts'

/** What a stranger's file is, and what of it is wanted. */
export interface ImportModelOptions {
  /** of an XGBoost model saved after early stopping; null: it must not matter */
  readonly rounds: 'best' | 'all' | null
  /** of many classes the one that is held against the others; null where there are two */
  readonly class: number | null
  /** of an ONNX model: which output, and what it is */
  readonly output: string | null
  readonly outputIs: 'probability' | 'log_odds'
}

export interface ForeignModel {
  readonly format: 'xgboost' | 'onnx'
  /** the program that wrote it, as the file says */
  readonly writer: string
  readonly features: number
  readonly featureNames: readonly string[] | null
  /** the model as a graph of ours */
  readonly onnx: Uint8Array
  readonly explanation: 'tree-shap' | 'kernel-shap'
  /** a call can be explained against rows only, not by the model alone */
  readonly needsBackground: boolean
  /** shares of the gain of all splits by feature; null where the file does not say */
  readonly gains: readonly number[] | null
  readonly rounds: { readonly taken: number; readonly inFile: number; readonly best: number | null } | null
}

type Converted = Omit<ForeignModel, 'needsBackground'>

/**
 * What a row may cost: steps through trees and multiplications. What can only be explained by sampling is scored some
 * hundred thousand times for one explanation, so that it must be smaller.
 */
const MOST = {
  'tree-shap': { work: 1_000_000, features: 2000 },
  'kernel-shap': { work: 300_000, features: 500 },
  depth: 128,
} as const

/**
 * A model that another program trained, as a graph of ours: boosted trees that XGBoost saved as JSON or UBJSON, or a
 * classifier of rows of numbers in ONNX.
 * @throws VouchError `unsupported_media` when it is neither; `too_large` when a row of it costs too much; `invalid`, naming
 *   the field that is to say more, or the place in the file that is not taken
 */
export function importModel(bytes: Uint8Array, options: ImportModelOptions): ForeignModel {
  const made = looksLikeJson(bytes) ? fromXgboost(bytes, options) : fromOnnx(bytes, options)
  checkWork(made)
  const trees = made.explanation === 'tree-shap' ? treesOfGraph(made.onnx, made.features) : null
  return { ...made, needsBackground: trees?.hasCovers !== true }
}

function looksLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => !' \t\r\n'.includes(String.fromCharCode(byte)))
  return first === 0x7b
}

function fromXgboost(bytes: Uint8Array, { rounds, class: positive }: ImportModelOptions): Converted {
  const model = importXgboost(bytes, { rounds: rounds ?? 'all' })
  if (rounds === null && model.bestRound !== null && model.bestRound < model.roundsInFile)
    throw fault(
      'rounds',
      `The file holds ${model.roundsInFile} rounds, of which ${model.bestRound} was the best: say “best” for what XGBoost’s scikit-learn wrapper predicts, or “all” for what Booster.predict gives.`,
    )
  return {
    format: 'xgboost',
    writer: `XGBoost ${model.version}`,
    features: model.features,
    featureNames: model.featureNames,
    ...graphOf(model, positive),
    gains: gainsOf(model),
    rounds: { taken: model.rounds, inFile: model.roundsInFile, best: model.bestRound },
  }
}

function graphOf({ ensembles }: XgboostModel, positive: number | null): Pick<ForeignModel, 'onnx' | 'explanation'> {
  const [only] = ensembles
  if (ensembles.length === 1 && only) {
    if (positive !== null && positive !== 1) throw fault('class', 'The model has two classes: the positive one is 1.')
    return { onnx: toOnnx(only, PRODUCER), explanation: 'tree-shap' }
  }
  if (positive === null)
    throw fault(
      'class',
      `The model has ${ensembles.length} classes: say which is the positive one, from 0 to ${ensembles.length - 1}.`,
    )
  if (positive >= ensembles.length)
    throw fault('class', `There is no class ${positive}: the model has ${ensembles.length}, counted from 0.`)
  return { onnx: classToOnnx(ensembles, positive, PRODUCER), explanation: 'kernel-shap' }
}

/** Files of before 1.0 and after some conversions hold no gains. */
function gainsOf({ ensembles, features }: XgboostModel): number[] | null {
  const gains = gainImportance({ features, trees: ensembles.flatMap(({ trees }) => trees) })
  return gains.some((gain) => gain > 0) ? gains : null
}

function fromOnnx(bytes: Uint8Array, { class: positive, output, outputIs }: ImportModelOptions): Converted {
  const { writer, features, featureNames, onnx, trees } = importOnnx(bytes, { output, outputIs, positive })
  return {
    format: 'onnx',
    writer: writer.slice(0, 200),
    features,
    featureNames,
    onnx,
    explanation: trees === null ? 'kernel-shap' : 'tree-shap',
    gains: null,
    rounds: null,
  }
}

function checkWork({ onnx, features, explanation }: Converted): void {
  const most = MOST[explanation]
  if (features > most.features)
    throw new VouchError('too_large', `The model takes ${features} columns, and ${most.features} are taken at most.`)
  const { nodes, constants } = readOnnx(onnx)
  let work = [...constants.values()].reduce((sum, { values }) => sum + values.length, 0)
  for (const node of nodes) {
    if (node.op !== 'TreeEnsembleRegressor') continue
    const { ensembles } = readOnnxTrees(node, { kind: 'target', targets: 1, features: Number.MAX_SAFE_INTEGER })
    for (const depth of ensembles.flatMap(({ trees }) => trees.map(depthOf))) {
      if (depth > MOST.depth)
        throw new VouchError('too_large', `A tree is ${depth} splits deep, and ${MOST.depth} are taken at most.`)
      work += depth
    }
  }
  if (work > most.work)
    throw new VouchError(
      'too_large',
      `A row takes ${work} steps through the model, and ${most.work} are taken at most.`,
    )
}

/** Splits from the root to the furthest leaf. */
function depthOf({ feature, left, right }: Tree): number {
  let deepest = 0
  const open: [node: number, depth: number][] = [[0, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, depth] = next
    deepest = Math.max(deepest, depth)
    if (feature[node]! >= 0) open.push([left[node]!, depth + 1], [right[node]!, depth + 1])
  }
  return deepest
}

function fault(field: string, message: string): VouchError {
  return new VouchError('invalid', message, [{ field, message }])
}
