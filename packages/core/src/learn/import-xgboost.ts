import { VouchError } from '../error.ts'
import { type Field, fieldAt, fieldOf, isAbsent, itemsOf, numbersOf, textOf, wholeOf } from './document-fields.ts'
import { refuse } from './document-limits.ts'
import { MOST_NODES } from './probability-trees.ts'
import { readJson } from './read-json.ts'
import { readUbjson } from './read-ubjson.ts'
import { readXgboostTree } from './read-xgboost-tree.ts'
import type { TreeEnsemble } from './tree.ts'

/** Most of each that is taken: what is beyond is a damaged or hostile file. */
const MOST = { features: 100_000, classes: 1000, trees: 100_000, namesLength: 1000 } as const

const BINARY = ['binary:logistic', 'reg:logistic', 'binary:logitraw'] as const
const CLASSES = ['multi:softprob', 'multi:softmax'] as const

export interface XgboostModel {
  /** of the XGBoost that wrote it, such as `1.7.4` */
  readonly version: string
  readonly objective: (typeof BINARY)[number] | (typeof CLASSES)[number]
  readonly features: number
  /** null where the file names none */
  readonly featureNames: readonly string[] | null
  /** one, whose sum is the log-odds of label 1; or one a class, whose softmax is the probability */
  readonly ensembles: readonly TreeEnsemble[]
  /** rounds of boosting that were taken, and that the file holds */
  readonly rounds: number
  readonly roundsInFile: number
  /** of early stopping, from 1; null where the file does not say */
  readonly bestRound: number | null
}

export interface ImportXgboostOptions {
  /**
   * A file saved after early stopping also holds the rounds after the best one. XGBoost's scikit-learn wrapper predicts
   * with the best, its Booster.predict with all: nothing in the file says which was meant, so the caller does.
   */
  readonly rounds: 'best' | 'all'
}

/**
 * Reads a model that XGBoost 1.0 or later saved as JSON or UBJSON (`save_model`): boosted trees or DART for one label or
 * many classes, with missing values. What it says is XGBoost's own output, but for rounding in float32.
 * @throws VouchError `unsupported_media` when it is neither; `too_large`; `invalid`, naming the place, for what is damaged
 *   or not supported: other objectives, linear boosters, categorical splits, vectors in leaves
 */
export function importXgboost(bytes: Uint8Array, { rounds }: ImportXgboostOptions): XgboostModel {
  const file: Field = { value: readDocument(bytes), place: '' }
  const learner = fieldOf(file, 'learner')
  const objective = objectiveOf(fieldAt(learner, ['objective', 'name']))
  const version = versionOf(fieldOf(file, 'version'))
  const param = fieldOf(learner, 'learner_model_param')
  const features = wholeOf(fieldOf(param, 'num_feature'), 1, MOST.features)
  const classes = isBinary(objective) ? 1 : wholeOf(fieldOf(param, 'num_class'), 2, MOST.classes)
  const target = fieldOf(param, 'num_target')
  if (!isAbsent(target) && wholeOf(target, 0, MOST.classes) > 1) refuse(`${target.place} is more than one.`)
  const bases = basesOf(fieldOf(param, 'base_score'), { objective, classes, version })
  const booster = boosterOf(fieldOf(learner, 'gradient_booster'))
  const held = roundsOf(learner, booster, classes)
  const kept = rounds === 'best' && held.best !== null ? held.best : held.all
  const trees = treesOf(booster, { features, count: kept * held.treesPerRound })
  const classOf = classesOf(booster, classes)
  const ensembles = bases.map((base, c) => ({ features, base, trees: trees.filter((_, t) => classOf[t] === c) }))
  if (ensembles.some((ensemble) => ensemble.trees.length === 0)) refuse('A class has no tree.')
  const featureNames = namesOf(fieldOf(learner, 'feature_names'), features)
  const counts = { rounds: kept, roundsInFile: held.all, bestRound: held.best }
  return { version, objective, features, featureNames, ensembles, ...counts }
}

/** UBJSON and JSON both begin with a brace; in UBJSON the marker of a length is next. */
function readDocument(bytes: Uint8Array): unknown {
  const second = String.fromCharCode(bytes[1] ?? 0)
  if (bytes[0] === 0x7b && 'iUIlL'.includes(second)) return readUbjson(bytes)
  const first = bytes.find((byte) => !' \t\r\n'.includes(String.fromCharCode(byte)))
  if (first === 0x7b) return readJson(bytes)
  throw new VouchError(
    'unsupported_media',
    'This is no XGBoost model in JSON or UBJSON. Older binary models and pickles are not read: load the model in XGBoost and save it with save_model("model.json").',
  )
}

function isBinary(objective: XgboostModel['objective']): boolean {
  return BINARY.some((name) => name === objective)
}

function objectiveOf(field: Field): XgboostModel['objective'] {
  const name = textOf(field)
  const known = [...BINARY, ...CLASSES]
  return (
    known.find((objective) => objective === name) ??
    refuse(`The objective ${name.slice(0, 60)} cannot be imported; these can: ${known.join(', ')}.`)
  )
}

function versionOf(field: Field): string {
  const parts = [...numbersOf(field)]
  if (parts.length !== 3 || parts.some((part) => !Number.isInteger(part) || part < 0))
    refuse('version is not three whole numbers.')
  return parts.join('.')
}

/**
 * The margins that trees are added to. `base_score` is a text like "5E-1", since 3.1 a list like "[5E-1]", of one or of
 * one a class. It is a probability for the logistic objectives, but a margin for logitraw and for classes
 * (xgboost/src/objective/regression_loss.h, ProbToMargin).
 */
function basesOf(
  { value, place }: Field,
  { objective, classes, version }: Pick<XgboostModel, 'objective' | 'version'> & { classes: number },
): number[] {
  const text = typeof value === 'number' ? String(value) : textOf({ value, place })
  const list = /^\s*\[([^[\]]*)\]\s*$/.exec(text)?.[1] ?? text
  if (list.length > 40 * MOST.classes) refuse(`${place} is too long.`)
  const scores = list.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (scores.length !== 1 && scores.length !== classes) refuse(`${place} has ${scores.length} numbers for ${classes}.`)
  if (!scores.every(Number.isFinite)) refuse(`${place} is not a finite number.`)
  if (objective === 'binary:logitraw') checkLogitRaw(version)
  const isProbability = objective === 'binary:logistic' || objective === 'reg:logistic'
  if (isProbability && scores.some((score) => score <= 0 || score >= 1))
    refuse(`${place} is not a probability inside (0, 1).`)
  const margins = scores.map((score) => Math.fround(isProbability ? -Math.log(1 / Math.fround(score) - 1) : score))
  return Array.from({ length: classes }, (_, c) => margins[c] ?? margins[0]!)
}

/** Before 1.7 logitraw took its base_score for a probability or for a margin, by version: neither could be tried here. */
function checkLogitRaw(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 1 || (major === 1 && minor < 7))
    refuse(`binary:logitraw of XGBoost ${version} cannot be imported: save it again with 1.7 or later.`)
}

interface Booster {
  readonly model: Field
  /** of each tree, for DART */
  readonly weights: Float64Array | null
}

function boosterOf(field: Field): Booster {
  const name = textOf(fieldOf(field, 'name'))
  if (name === 'gbtree') return { model: fieldOf(field, 'model'), weights: null }
  if (name === 'dart') {
    const model = fieldAt(field, ['gbtree', 'model'])
    return { model, weights: numbersOf(fieldOf(field, 'weight_drop')).map(Math.fround) }
  }
  return refuse(`The booster ${name.slice(0, 60)} cannot be imported; gbtree and dart can.`)
}

function roundsOf(learner: Field, { model }: Booster, classes: number) {
  const trees = itemsOf(fieldOf(model, 'trees')).length
  if (trees < 1 || trees > MOST.trees) refuse(`${model.place}.trees are ${trees}, not from 1 to ${MOST.trees}.`)
  const parallel = fieldAt(model, ['gbtree_model_param', 'num_parallel_tree'])
  const treesPerRound = classes * (isAbsent(parallel) ? 1 : wholeOf(parallel, 1, MOST.trees))
  if (trees % treesPerRound !== 0) refuse(`${trees} trees are no whole rounds of ${treesPerRound}.`)
  const all = trees / treesPerRound
  const attributes = fieldOf(learner, 'attributes')
  const best = isAbsent(attributes) ? attributes : fieldOf(attributes, 'best_iteration')
  return { all, best: isAbsent(best) ? null : wholeOf(best, 0, all - 1) + 1, treesPerRound }
}

function treesOf({ model, weights }: Booster, { features, count }: { features: number; count: number }) {
  const trees = itemsOf(fieldOf(model, 'trees'))
  if (weights && weights.length !== trees.length)
    refuse(`There are ${trees.length} trees and ${weights.length} weights.`)
  let nodes = 0
  return trees.slice(0, count).map((field, t) => {
    const tree = readXgboostTree(field, features, weights?.[t] ?? 1)
    nodes += tree.feature.length
    if (nodes > MOST_NODES) throw new VouchError('too_large', `The trees have more than ${MOST_NODES} nodes.`)
    return tree
  })
}

/** The class of each tree. */
function classesOf({ model }: Booster, classes: number): Float64Array {
  const info = fieldOf(model, 'tree_info')
  const classOf = numbersOf(info)
  if (classOf.length !== itemsOf(fieldOf(model, 'trees')).length) refuse(`${info.place} has not one number a tree.`)
  if (classOf.some((c) => !Number.isInteger(c) || c < 0 || c >= classes))
    refuse(`${info.place} names a class that there is not.`)
  return classOf
}

function namesOf(field: Field, features: number): string[] | null {
  if (isAbsent(field)) return null
  const names = itemsOf(field).map(textOf)
  if (names.length === 0) return null
  if (names.length !== features) refuse(`${field.place} has ${names.length} names for ${features} features.`)
  if (names.some((name) => name.length > MOST.namesLength)) refuse(`${field.place} has a name that is too long.`)
  return names
}
