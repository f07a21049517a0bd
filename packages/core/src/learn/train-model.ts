import type { Metric } from '@vouch/contracts/metric'
import type { Curves } from '@vouch/contracts/model'
import { drawCurves } from '../measure/draw-curves.ts'
import { measureCalls } from '../measure/measure-calls.ts'
import { rocAuc } from '../measure/ranking.ts'
import type { Random } from '../random.ts'
import { calibrateMargins, type Calibration } from './calibration.ts'
import { fitCalibration } from './fit-calibration.ts'
import { groupFolds, groupIndex } from './group-folds.ts'
import type { Learner, Round, TrainingSet } from './learner.ts'
import { splitGroups } from './split-groups.ts'
import { takeRows } from './take-rows.ts'
import { sigmoid } from './tree.ts'

/** What is trained, and how it is judged. */
export interface TrainingPlan<Settings, Fitted> {
  readonly learner: Learner<Settings, Fitted>
  readonly settings: Settings
  readonly set: TrainingSet
  /** the group of each row, as whole numbers from 0: a group is never on two sides */
  readonly groups: ArrayLike<number>
  readonly folds: number
  /** share of the rows that nothing is fitted, chosen or stopped on; 0: none */
  readonly testShare: number
  /** share of each training's rows that it is stopped early by; 0: it is not */
  readonly validationShare: number
  readonly calibration: Calibration['method']
  /** the threshold, of labels and out-of-fold probabilities */
  chooseThreshold(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number
}

export type TrainingStage = 'folds' | 'final' | 'measuring'

/** How far a training is. */
export interface TrainingProgress {
  readonly stage: TrainingStage
  /** from 0; null when all rows but those of the test are trained on */
  readonly fold: number | null
  /** 0 to 1, of the whole */
  readonly share: number
  readonly round: Round | null
  /** mean over the folds that are done; null before the first */
  readonly rocAuc: number | null
}

export interface TrainingHooks {
  readonly random: Random
  /** folds that an earlier attempt has done: margins of their rows, in the order of the rows */
  readonly known?: ReadonlyMap<number, Float32Array>
  onFold?(fold: number, margins: Float32Array): void
  onProgress?(progress: TrainingProgress): void
  /**
   * Asked at each round. True: no training takes more rounds than this one has, and what there is then is judged as
   * usual. A training that was stopped is a whole one of fewer rounds.
   */
  wantsStop?(): boolean
}

/** Rows judged by a model that was trained on none of them. */
export interface Judged {
  /** their numbers in the set */
  readonly rows: Uint32Array
  readonly probabilities: Float64Array
}

export interface TrainedModel<Fitted> {
  readonly fitted: Fitted
  readonly calibration: Calibration
  readonly threshold: number
  readonly outOfFold: Judged & { readonly fold: Uint8Array; readonly thresholds: readonly number[] }
  /** null without a test */
  readonly test: Judged | null
  readonly metrics: readonly Metric[]
  /** of the out-of-fold rows, and of the test's */
  readonly curves: Curves
  readonly testCurves: Curves | null
  /** rounds that every training was held to because it was told to stop; null when it was not */
  readonly stoppedAt: number | null
}

/** Shares of the whole that the stages take. */
const SHARES = { folds: 0.8, final: 0.16 } as const

/**
 * Trains a model and measures it. A share of the groups is locked away first. The others are judged out of fold; each
 * fold's calibration and threshold come from the other folds. The model that is kept is trained on all but the test and
 * calibrated by all out-of-fold margins; the test is looked at once, at the end.
 * @throws RangeError when there are too few groups or a label is absent
 */
export function trainModel<Settings, Fitted>(
  plan: TrainingPlan<Settings, Fitted>,
  hooks: TrainingHooks,
): TrainedModel<Fitted> {
  const { set, groups } = plan
  const { random } = hooks
  const all = Uint32Array.from({ length: set.rows }, (_, row) => row)
  const parts = splitGroups(all, { labels: set.labels, groups }, { share: plan.testShare, random: random.fork('test') })
  const limit = createLimit(hooks)
  const folded = crossFit(plan, parts.kept, { hooks, limit })
  const judged = judgeOutOfFold(plan, folded)
  const fitted = fitOn(plan, parts.kept, {
    random: random.fork('final'),
    limit,
    onRound: (round) => report(hooks, folded, { stage: 'final', fold: null, round }),
  })
  report(hooks, folded, { stage: 'measuring', fold: null, round: null })
  const calibration = fitCalibration(plan.calibration, folded.labels, folded.margins)
  const threshold = plan.chooseThreshold(folded.labels, judged.probabilities)
  const test = parts.heldBack.length > 0 ? judge(plan, fitted, { rows: parts.heldBack, calibration }) : null
  return {
    fitted,
    calibration,
    threshold,
    outOfFold: judged,
    test,
    ...measure(plan, { judged, test, threshold }),
    stoppedAt: limit.rounds,
  }
}

/**
 * Out-of-fold margins of some rows, to compare settings by: nothing is calibrated and no threshold chosen.
 * @returns labels and margins in the order of the rows
 */
export function crossScore<Settings, Fitted>(
  plan: TrainingPlan<Settings, Fitted>,
  rows: Uint32Array,
  hooks: TrainingHooks,
): Pick<Folded, 'labels' | 'margins'> {
  return crossFit(plan, rows, { hooks, limit: createLimit(hooks) })
}

interface Folded {
  readonly rows: Uint32Array
  readonly labels: Uint8Array
  readonly fold: Uint8Array
  readonly margins: Float64Array
  /** of the folds that are done */
  readonly aucs: number[]
}

function crossFit<Settings, Fitted>(
  plan: TrainingPlan<Settings, Fitted>,
  rows: Uint32Array,
  { hooks, limit }: { hooks: TrainingHooks; limit: Limit },
): Folded {
  const labels = Uint8Array.from(rows, (row) => plan.set.labels[row]!)
  const own = groupIndex(Array.from(rows, (row) => plan.groups[row]!))
  const fold = groupFolds(own, labels, { folds: plan.folds, random: hooks.random.fork('folds') })
  const folded = { rows, labels, fold, margins: new Float64Array(rows.length), aucs: [] as number[] }
  for (let k = 0; k < plan.folds; k++) {
    const places = [...fold.keys()].filter((i) => fold[i] === k)
    const margins = hooks.known?.get(k) ?? scoreFold(plan, folded, { k, hooks, limit })
    for (const [i, place] of places.entries()) folded.margins[place] = margins[i]!
    hooks.onFold?.(k, margins)
    const truth = places.map((place) => labels[place]!)
    folded.aucs.push(rocAuc(truth, margins))
    report(hooks, folded, { stage: 'folds', fold: k + 1, round: null })
  }
  return folded
}

/** Margins of a fold's rows by a model that was trained on the other folds. */
function scoreFold<Settings, Fitted>(
  plan: TrainingPlan<Settings, Fitted>,
  folded: Folded,
  { k, hooks, limit }: { k: number; hooks: TrainingHooks; limit: Limit },
): Float32Array {
  const { rows, fold } = folded
  const fitted = fitOn(
    plan,
    rows.filter((_, i) => fold[i] !== k),
    {
      random: hooks.random.fork(`fold ${k}`),
      limit,
      onRound: (round) => report(hooks, folded, { stage: 'folds', fold: k, round }),
    },
  )
  const scored = takeRows(
    plan.set,
    rows.filter((_, i) => fold[i] === k),
  )
  return plan.learner.predict(fitted, scored.matrix, scored.rows)
}

/** Trains on some rows; a share of them is held back to stop by where the plan says so. */
function fitOn<Settings, Fitted>(
  { learner, settings, set, groups, validationShare }: TrainingPlan<Settings, Fitted>,
  rows: Uint32Array,
  { random, limit, onRound }: { random: Random; limit: Limit; onRound(round: Round): void },
): Fitted {
  const { kept, heldBack } = splitGroups(
    rows,
    { labels: set.labels, groups },
    { share: validationShare, random: random.fork('validation') },
  )
  return learner.train(takeRows(set, kept), settings, {
    random: random.fork('training'),
    ...(heldBack.length > 0 ? { validation: takeRows(set, heldBack) } : {}),
    onRound(round) {
      onRound(round)
      return limit.goesOn(round)
    },
  })
}

interface Limit {
  readonly rounds: number | null
  goesOn(round: Round): boolean
}

/** How many rounds a training may take: as many as it likes, until it is told to stop. */
function createLimit({ wantsStop }: TrainingHooks): Limit {
  let rounds: number | null = null
  return {
    get rounds() {
      return rounds
    },
    goesOn({ round }) {
      if (rounds === null && wantsStop?.()) rounds = Math.max(1, round)
      return rounds === null || round < rounds
    },
  }
}

function judgeOutOfFold<Settings, Fitted>(
  { calibration: method, chooseThreshold, folds }: TrainingPlan<Settings, Fitted>,
  { rows, labels, fold, margins }: Folded,
): TrainedModel<Fitted>['outOfFold'] {
  const probabilities = new Float64Array(rows.length)
  const thresholds: number[] = []
  for (let k = 0; k < folds; k++) {
    const others = [...fold.keys()].filter((i) => fold[i] !== k)
    const otherLabels = Uint8Array.from(others, (i) => labels[i]!)
    const otherMargins = Float32Array.from(others, (i) => margins[i]!)
    const calibration = fitCalibration(method, otherLabels, otherMargins)
    thresholds.push(chooseThreshold(otherLabels, toProbabilities(otherMargins, calibration)))
    const own = [...fold.keys()].filter((i) => fold[i] === k)
    const calibrated = toProbabilities(
      Float32Array.from(own, (i) => margins[i]!),
      calibration,
    )
    for (const [i, place] of own.entries()) probabilities[place] = calibrated[i]!
  }
  return { rows, fold, probabilities, thresholds }
}

function judge<Settings, Fitted>(
  { learner, set }: TrainingPlan<Settings, Fitted>,
  fitted: Fitted,
  { rows, calibration }: { rows: Uint32Array; calibration: Calibration },
): Judged {
  const scored = takeRows(set, rows)
  return { rows, probabilities: toProbabilities(learner.predict(fitted, scored.matrix, rows.length), calibration) }
}

function toProbabilities(margins: Float32Array, calibration: Calibration): Float64Array {
  return Float64Array.from(calibrateMargins(margins, calibration), sigmoid)
}

function measure<Settings, Fitted>(
  { set, groups, folds }: TrainingPlan<Settings, Fitted>,
  {
    judged,
    test,
    threshold,
  }: Pick<TrainedModel<Fitted>, 'test' | 'threshold'> & {
    judged: TrainedModel<Fitted>['outOfFold']
  },
): Pick<TrainedModel<Fitted>, 'metrics' | 'curves' | 'testCurves'> {
  const of = ({ rows, probabilities }: Judged, thresholds: Float64Array, split: string) => {
    const labels = Uint8Array.from(rows, (row) => set.labels[row]!)
    const own = groupIndex(Array.from(rows, (row) => groups[row]!))
    const metrics = measureCalls({ labels, groups: own, passes: [{ probabilities, thresholds }] }, { split })
    return { metrics, curves: drawCurves(labels, probabilities, split) }
  }
  const byFold = Float64Array.from(judged.fold, (fold) => judged.thresholds[fold]!)
  const own = of(judged, byFold, `${folds}-fold by group, out of fold`)
  const locked = test && of(test, new Float64Array(test.rows.length).fill(threshold), 'locked test, by group')
  return {
    metrics: [...own.metrics, ...(locked?.metrics ?? [])],
    curves: own.curves,
    testCurves: locked?.curves ?? null,
  }
}

function report(
  { onProgress }: TrainingHooks,
  { aucs, fold: folds }: Folded,
  { stage, fold, round }: Pick<TrainingProgress, 'stage' | 'fold' | 'round'>,
): void {
  if (!onProgress) return
  const count = 1 + folds.reduce((most, k) => Math.max(most, k), 0)
  const within = round ? round.round / Math.max(1, round.rounds) : 0
  const share =
    stage === 'folds'
      ? (SHARES.folds * ((fold ?? 0) + within)) / count
      : SHARES.folds + (stage === 'final' ? SHARES.final * within : SHARES.final)
  const known = aucs.filter((auc) => !Number.isNaN(auc))
  const mean = known.length > 0 ? known.reduce((sum, auc) => sum + auc, 0) / known.length : null
  onProgress({ stage, fold: stage === 'folds' ? fold : null, share: Math.min(1, share), round, rocAuc: mean })
}
