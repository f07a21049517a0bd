import type { Hyperparameters, ModelType, SearchSettings, ThresholdChoice } from '@vouch/contracts/learner'
import { aucInterval } from '../measure/compare-auc.ts'
import type { OpenGraph } from '../model/session.ts'
import type { Random } from '../random.ts'
import { checkParity, type Parity } from './check-parity.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { chooseThresholdByCost, chooseThresholdByPrecision } from './choose-threshold-by-cost.ts'
import type { Calibration } from './calibration.ts'
import { groupIndex } from './group-folds.ts'
import { searchSpace, withinFeatures } from './hyperparameters.ts'
import type { TrainingSet } from './learner.ts'
import { learnerToOnnx } from './learner-to-onnx.ts'
import { type Score, search, type Trial } from './search.ts'
import { splitGroups } from './split-groups.ts'
import { type ChosenLearner, withLearner } from './with-learner.ts'
import { crossScore, type TrainedModel, trainModel, type TrainingHooks, type TrainingPlan } from './train-model.ts'

/** A training as a user asks for it, checked. */
export interface SessionPlan {
  readonly modelType: ModelType
  /** all of them, checked */
  readonly hyperparameters: Hyperparameters
  readonly set: TrainingSet
  readonly groups: Uint32Array
  readonly splitBy: 'group' | 'row'
  readonly folds: number
  readonly testShare: number
  readonly calibration: Calibration['method']
  readonly decision: ThresholdChoice
  readonly search: SearchSettings
  /** names of the hyper-parameters that were given: a search leaves them alone */
  readonly given: readonly string[]
  /** what the graph is called, and who made it */
  readonly graph: { readonly name: string; readonly producer: { readonly name: string; readonly version: string } }
}

export interface SessionHooks extends TrainingHooks {
  onTrial?(trial: Trial, planned: number): void
}

export interface SessionResult {
  readonly onnx: Uint8Array
  /** those it was trained with: the best that were found, where they were searched */
  readonly hyperparameters: Hyperparameters
  readonly trials: readonly Trial[]
  readonly model: Omit<TrainedModel<unknown>, 'fitted'>
  /** of trees: the share of each feature in what the splits gained; null of other learners */
  readonly gains: readonly number[] | null
  /** The graph against the trainer. @param matrix rows × features */
  parity(graph: Pick<OpenGraph, 'run'>, matrix: Float32Array): Promise<Parity>
}

/** Rows held back of each training of a learner that stops early. */
const VALIDATION_SHARE = 0.15

/**
 * Searches, trains, measures, and writes the graph. The rows of the locked test are not searched on; a search has folds of
 * its own, so that what it chose is measured on others.
 * @throws RangeError when the rows are too few for the folds, or a target precision cannot be reached
 */
export async function trainSession(plan: SessionPlan, hooks: SessionHooks): Promise<SessionResult> {
  const found = await searchSettings(plan, hooks)
  const hyperparameters = withinFeatures(plan.modelType, found?.best ?? plan.hyperparameters, plan.set.features)
  return withLearner(learnerOf(plan, hyperparameters), (chosen) => {
    const { fitted, ...model } = trainModel(planOf(plan, chosen), hooks)
    const trained = { learner: chosen.learner, fitted, calibration: model.calibration, features: plan.set.features }
    return {
      onnx: learnerToOnnx(trained, plan.graph),
      hyperparameters,
      trials: found?.trials ?? [],
      model,
      gains: chosen.learner.gains?.(fitted) ?? null,
      parity: (graph: Pick<OpenGraph, 'run'>, matrix: Float32Array) => checkParity(trained, graph, matrix),
    }
  })
}

function learnerOf({ modelType, set }: SessionPlan, values: Hyperparameters) {
  return { modelType, values, features: set.features }
}

function planOf<Settings, Fitted>(
  { set, groups, splitBy, folds, testShare, calibration, decision }: SessionPlan,
  { learner, settings, stopsEarly }: ChosenLearner<Settings, Fitted>,
): TrainingPlan<Settings, Fitted> {
  return {
    learner,
    settings,
    set,
    groups,
    splitBy,
    folds,
    testShare,
    validationShare: stopsEarly ? VALIDATION_SHARE : 0,
    calibration,
    chooseThreshold: thresholdRule(decision),
  }
}

/** How a threshold is chosen of labels and probabilities. */
export function thresholdRule(decision: ThresholdChoice): TrainingPlan<unknown, unknown>['chooseThreshold'] {
  switch (decision.by) {
    case 'f1':
      return chooseThreshold
    case 'fixed':
      return () => decision.threshold
    case 'cost':
      return (labels, probabilities) =>
        chooseThresholdByCost(labels, probabilities, {
          falsePositive: decision.false_positive_cost,
          falseNegative: decision.false_negative_cost,
        })
    case 'precision':
      return (labels, probabilities) => {
        const found = chooseThresholdByPrecision(labels, probabilities, decision.target_precision)
        if (found === null)
          throw new RangeError(`No threshold reaches a precision of ${decision.target_precision} out of fold.`)
        return found
      }
  }
}

async function searchSettings(
  plan: SessionPlan,
  hooks: SessionHooks,
): Promise<{ readonly best: Hyperparameters | null; readonly trials: readonly Trial[] } | null> {
  const { search: wanted } = plan
  if (wanted.method === 'none') return null
  const random = hooks.random.fork('search')
  const all = Uint32Array.from({ length: plan.set.rows }, (_, row) => row)
  const labelled = { labels: plan.set.labels, groups: plan.groups }
  const { kept } = splitGroups(all, labelled, { share: plan.testShare, random: hooks.random.fork('test') })
  const { history, best } = await search(
    {
      space: searchSpace(plan.modelType, { named: wanted.hyperparameters, fixed: [...plan.given] }),
      start: plan.hyperparameters,
      evaluate: (values, budget, chance) => {
        const { heldBack } = splitGroups(kept, labelled, { share: 1 - budget, random: chance.fork('rows') })
        const left = new Set(heldBack)
        return scoreSettings(plan, { values, rows: kept.filter((row) => !left.has(row)) }, { ...hooks, random: chance })
      },
      onTrial(trial, planned) {
        hooks.onTrial?.(trial, planned)
        return hooks.wantsStop?.() !== true
      },
    },
    wanted,
    random,
  )
  return { best: best?.hyperparameters ?? null, trials: history }
}

/** The area under the ROC curve out of fold, with its interval by group. */
function scoreSettings(
  plan: SessionPlan,
  { values, rows }: { values: Hyperparameters; rows: Uint32Array },
  { random, wantsStop }: { random: Random; wantsStop?(): boolean },
): Score | null {
  if (wantsStop?.()) return null
  const { labels, margins } = withLearner(learnerOf(plan, values), (chosen) =>
    crossScore(planOf(plan, chosen), rows, { random }),
  )
  const groups = groupIndex(Array.from(rows, (row) => plan.groups[row]!))
  const { auc, interval } = aucInterval(labels, margins, groups)
  return { score: auc, interval: interval.every(Number.isFinite) ? interval : null }
}
