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
import { createRoundLimit, type LimitedTraining, type RoundLimit } from './round-limit.ts'
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
  /** what a group is called where figures are told: rows that are split one by one are no groups */
  readonly splitBy: 'group' | 'row'
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
   * Asked at each round. True: no further fold is begun, and what the folds that are done had is kept (`createRoundLimit`).
   * They are judged as usual, and the kept model is trained to their rounds.
   */
  wantsStop?(): boolean
}

/** Rows judged by a model that was trained on none of them. */
export interface Judged {
  /** their numbers in the set */
  readonly rows: Uint32Array
  readonly probabilities: Float64Array
  /** that each row is called by: out of fold it was chosen on calls of other rows, on the test it is the model's */
  readonly thresholds: Float64Array
}

export interface TrainedModel<Fitted> {
  readonly fitted: Fitted
  readonly calibration: Calibration
  readonly threshold: number
  /** rows that it was trained on */
  readonly trained: Uint32Array
  /** of these, the ones whose fold was done: all, where it was not told to stop */
  readonly outOfFold: Judged & { readonly fold: Uint8Array }
  /** null without a test */
  readonly test: Judged | null
  readonly metrics: readonly Metric[]
  /** of the out-of-fold rows, and of the test's */
  readonly curves: Curves
  readonly testCurves: Curves | null
  /** rounds that it took, no more than its judged folds had, because it was told to stop; null when it was not */
  readonly stoppedAt: number | null
}

/** Shares of the whole that the stages take. */
const SHARES = { folds: 0.8, final: 0.16 } as const
/**
 * Groups with a row of either label that folds have to hold to be judged without the others: ten for each of the two
 * numbers of a Platt calibration (Peduzzi et al. 1996).
 */
const ENOUGH_GROUPS = 20
/** Parts of a single fold's rows: calibration and threshold of each come from the others. */
const PARTS = 5

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
  const rows = Uint32Array.from({ length: set.rows }, (_, row) => row)
  const parts = splitGroups(
    rows,
    { labels: set.labels, groups },
    { share: plan.testShare, random: random.fork('test') },
  )
  const limit = createRoundLimit(() => hooks.wantsStop?.() === true)
  const folded = crossFit(plan, parts.kept, { hooks, limit })
  const all = folded.done.length === plan.folds
  const done = takeDone(folded)
  const judged = judgeOutOfFold(plan, done, random.fork('parts'))
  const last = limit.ofFinal(all ? 'every fold' : 'some folds')
  const fitted = fitOn(plan, parts.kept, {
    random: random.fork('final'),
    limit: last,
    onRound: (round) => report(hooks, folded, { stage: 'final', fold: null, round }),
  })
  report(hooks, folded, { stage: 'measuring', fold: null, round: null })
  const calibration = fitCalibration(plan.calibration, done.labels, done.margins)
  const threshold = plan.chooseThreshold(done.labels, judged.probabilities)
  const test = parts.heldBack.length > 0 ? judge(plan, fitted, { rows: parts.heldBack, calibration, threshold }) : null
  return {
    fitted,
    calibration,
    threshold,
    trained: parts.kept,
    outOfFold: judged,
    test,
    ...measure(plan, { judged, test }),
    stoppedAt: all && !limit.holds ? null : last.taken,
  }
}

/** How the rows are divided, in words: of a training that was told to stop only some folds were done. */
export function foldWords({ fold }: { readonly fold: Uint8Array }, folds: number): string {
  const done = new Set(fold).size
  return done === folds ? `${folds}-fold` : `${done} of ${folds} folds`
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
  return crossFit(plan, rows, { hooks, limit: createRoundLimit(() => hooks.wantsStop?.() === true) })
}

interface Folded {
  readonly rows: Uint32Array
  readonly labels: Uint8Array
  /** the group of each row, as whole numbers from 0 */
  readonly groups: Uint32Array
  readonly fold: Uint8Array
  readonly margins: Float64Array
  readonly done: number[]
  /** of the folds that are done */
  readonly aucs: number[]
}

function crossFit<Settings, Fitted>(
  plan: TrainingPlan<Settings, Fitted>,
  rows: Uint32Array,
  { hooks, limit }: { hooks: TrainingHooks; limit: RoundLimit },
): Folded {
  const labels = Uint8Array.from(rows, (row) => plan.set.labels[row]!)
  const groups = groupIndex(Array.from(rows, (row) => plan.groups[row]!))
  const fold = groupFolds(groups, labels, { folds: plan.folds, random: hooks.random.fork('folds') })
  const folded: Folded = { rows, labels, groups, fold, margins: new Float64Array(rows.length), done: [], aucs: [] }
  for (const k of hooks.known?.keys() ?? []) if (k < plan.folds) limit.knows()
  for (let k = 0; k < plan.folds; k++) {
    const places = [...fold.keys()].filter((i) => fold[i] === k)
    const margins = hooks.known?.get(k) ?? scoreFold(plan, folded, { k, hooks, limit })
    if (margins === null) continue
    folded.done.push(k)
    for (const [i, place] of places.entries()) folded.margins[place] = margins[i]!
    hooks.onFold?.(k, margins)
    const truth = places.map((place) => labels[place]!)
    folded.aucs.push(rocAuc(truth, margins))
    report(hooks, folded, { stage: 'folds', fold: k + 1, round: null })
  }
  return folded
}

/** Margins of a fold's rows by a model that was trained on the other folds; null where a stop left it out. */
function scoreFold<Settings, Fitted>(
  plan: TrainingPlan<Settings, Fitted>,
  folded: Folded,
  { k, hooks, limit }: { k: number; hooks: TrainingHooks; limit: RoundLimit },
): Float32Array | null {
  const { rows, fold } = folded
  const enough = canBeJudged(folded)
  if (!limit.begins(enough)) return null
  const own = limit.ofFold(enough)
  const fitted = fitOn(
    plan,
    rows.filter((_, i) => fold[i] !== k),
    {
      random: hooks.random.fork(`fold ${k}`),
      limit: own,
      onRound: (round) => report(hooks, folded, { stage: 'folds', fold: k, round }),
    },
  )
  if (!own.ends()) return null
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
  { random, limit, onRound }: { random: Random; limit: LimitedTraining; onRound(round: Round): void },
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

/** Whether the folds that are done hold enough of either label to be calibrated and called by one another. */
function canBeJudged({ labels, groups, fold, done }: Folded): boolean {
  const seen = [new Set<number>(), new Set<number>()] as const
  for (const [i, label] of labels.entries()) if (done.includes(fold[i]!)) seen[label === 1 ? 1 : 0].add(groups[i]!)
  return seen.every(({ size }) => size >= ENOUGH_GROUPS)
}

/** The rows of the folds that are done. */
function takeDone({ rows, labels, groups, fold, margins, done }: Folded) {
  const places = Uint32Array.from([...fold.keys()].filter((i) => done.includes(fold[i]!)))
  return {
    rows: Uint32Array.from(places, (i) => rows[i]!),
    labels: Uint8Array.from(places, (i) => labels[i]!),
    groups: groupIndex(Array.from(places, (i) => groups[i]!)),
    fold: Uint8Array.from(places, (i) => fold[i]!),
    margins: Float64Array.from(places, (i) => margins[i]!),
    done,
  }
}

/** Calls of each fold's rows, calibrated by the other folds; of a single fold's, a part by the other parts. */
function judgeOutOfFold<Settings, Fitted>(
  { calibration: method, chooseThreshold }: TrainingPlan<Settings, Fitted>,
  { rows, labels, groups, fold, margins, done }: ReturnType<typeof takeDone>,
  random: Random,
): TrainedModel<Fitted>['outOfFold'] {
  const part = done.length > 1 ? fold : groupFolds(groups, labels, { folds: PARTS, random })
  const probabilities = new Float64Array(rows.length)
  const thresholds = new Float64Array(rows.length)
  for (const k of new Set(part)) {
    const others = [...part.keys()].filter((i) => part[i] !== k)
    const otherLabels = Uint8Array.from(others, (i) => labels[i]!)
    const otherMargins = Float32Array.from(others, (i) => margins[i]!)
    const calibration = fitCalibration(method, otherLabels, otherMargins)
    const threshold = chooseThreshold(otherLabels, toProbabilities(otherMargins, calibration))
    const own = [...part.keys()].filter((i) => part[i] === k)
    const calibrated = toProbabilities(
      Float32Array.from(own, (i) => margins[i]!),
      calibration,
    )
    for (const [i, place] of own.entries()) {
      probabilities[place] = calibrated[i]!
      thresholds[place] = threshold
    }
  }
  return { rows, fold, probabilities, thresholds }
}

function judge<Settings, Fitted>(
  { learner, set }: TrainingPlan<Settings, Fitted>,
  fitted: Fitted,
  { rows, calibration, threshold }: { rows: Uint32Array; calibration: Calibration; threshold: number },
): Judged {
  const scored = takeRows(set, rows)
  const probabilities = toProbabilities(learner.predict(fitted, scored.matrix, rows.length), calibration)
  return { rows, probabilities, thresholds: new Float64Array(rows.length).fill(threshold) }
}

function toProbabilities(margins: Float32Array, calibration: Calibration): Float64Array {
  return Float64Array.from(calibrateMargins(margins, calibration), sigmoid)
}

function measure<Settings, Fitted>(
  { set, groups, folds, splitBy }: TrainingPlan<Settings, Fitted>,
  { judged, test }: { judged: TrainedModel<Fitted>['outOfFold']; test: Judged | null },
): Pick<TrainedModel<Fitted>, 'metrics' | 'curves' | 'testCurves'> {
  const of = ({ rows, probabilities, thresholds }: Judged, split: string) => {
    const labels = Uint8Array.from(rows, (row) => set.labels[row]!)
    const own = groupIndex(Array.from(rows, (row) => groups[row]!))
    const metrics = measureCalls({ labels, groups: own, passes: [{ probabilities, thresholds }] }, { split })
    return { metrics, curves: drawCurves(labels, probabilities, split) }
  }
  const own = of(judged, `${foldWords(judged, folds)} by ${splitBy}, out of fold`)
  const locked = test && of(test, `locked test, by ${splitBy}`)
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
