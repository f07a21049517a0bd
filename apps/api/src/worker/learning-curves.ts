import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LearningCurve } from '@vouch/contracts/job'
import type { Round } from '@vouch/core/learn/learner'

/** Points of a curve that is kept with a training's figures. */
const KEPT_POINTS = 400
/** Points of a curve that is told while it grows: some 1,200 bytes, as often as progress is written. */
const TOLD_POINTS = 48
/** Digits of a loss that is told while it grows. */
const TOLD_DIGITS = 5

/** What the losses of a training's folds were, round by round, and of all its rows at last. */
export interface LearningCurves {
  /** @param fold from 1; null: all rows but the test's */
  add(fold: number | null, round: Round): void
  /** to be told while it runs: what is being trained, and what was before it */
  told(fold: number | null): { readonly curve: LearningCurve | null; readonly earlier_curves: LearningCurve[] }
  /** to be kept */
  readonly kept: LearningCurve[]
  /** Writes a fold's curve beside its checkpoint, for whoever goes on after this process. */
  save(fold: number): void
}

/**
 * @param folder of checkpoints
 * @param known curves of folds that an earlier attempt has done
 */
export function createLearningCurves(folder: string, known: readonly LearningCurve[]): LearningCurves {
  const curves = new Map<number | null, LearningCurve>(known.map((curve) => [curve.fold, curve]))
  return {
    add(fold, { round, loss, validationLoss }) {
      const curve = curves.get(fold) ?? { fold, round: [], loss: [], validation_loss: [] }
      curves.set(fold, curve)
      curve.round.push(round)
      curve.loss.push(loss)
      curve.validation_loss.push(validationLoss)
    },
    told(fold) {
      const isEarlier = (curve: LearningCurve) => curve.fold !== null && (fold === null || curve.fold < fold)
      const own = curves.get(fold)
      return {
        curve: own ? shortened(own) : null,
        earlier_curves: [...curves.values()].filter(isEarlier).map(shortened),
      }
    },
    get kept() {
      return [...curves.values()].map((curve) => thin(curve, KEPT_POINTS))
    },
    save(fold) {
      const curve = curves.get(fold)
      if (!curve) return
      mkdirSync(folder, { recursive: true })
      const path = join(folder, `curve-${fold}.json`)
      writeFileSync(`${path}.part`, JSON.stringify(curve))
      renameSync(`${path}.part`, path)
    },
  }
}

/** Curves of the folds that are done, as an earlier attempt of the same training saved them. */
export async function readLearningCurves(folder: string, folds: readonly number[]): Promise<LearningCurve[]> {
  const names: readonly string[] = await readdir(folder).catch(() => [])
  const wanted = folds.toSorted((a, b) => a - b).map((fold) => `curve-${fold}.json`)
  return Promise.all(
    wanted
      .filter((name) => names.includes(name))
      .map(async (name) => LearningCurve.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  )
}

/** Some points of a curve, evenly, the first and the last among them. */
export function thin({ fold, round, loss, validation_loss }: LearningCurve, most: number): LearningCurve {
  // the last may come on top of what the step gives
  const step = round.length <= most ? 1 : Math.ceil(round.length / (most - 1))
  const keep = <T>(values: readonly T[]) => values.filter((_, i) => i % step === 0 || i === values.length - 1)
  return { fold, round: keep(round), loss: keep(loss), validation_loss: keep(validation_loss) }
}

function shortened(curve: LearningCurve): LearningCurve {
  const { loss, validation_loss, ...rest } = thin(curve, TOLD_POINTS)
  const short = (value: number | null) =>
    value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(TOLD_DIGITS))
  return { ...rest, loss: loss.map(short), validation_loss: validation_loss.map(short) }
}
