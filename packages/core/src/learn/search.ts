import type { Hyperparameter, Hyperparameters } from '@vouch/contracts/learner'
import type { Random } from '../random.ts'
import { complexityOf, drawHyperparameters } from './hyperparameters.ts'

/** How good some settings are: higher is better. */
export interface Score {
  readonly score: number
  /** at 95 %; null when none was measured */
  readonly interval: readonly [number, number] | null
}

/** Settings that were tried. */
export interface Trial extends Score {
  /** counts the drawn settings from 0; the first are those given */
  readonly candidate: number
  /** which round of halving, from 0 */
  readonly round: number
  /** share of the whole work, above 0 and at most 1 */
  readonly budget: number
  readonly hyperparameters: Hyperparameters
}

export type SearchMethod =
  | { readonly method: 'random'; readonly trials: number }
  | { readonly method: 'halving'; readonly trials: number; readonly eta: number }

export interface SearchSubject {
  /** what is drawn */
  readonly space: readonly Hyperparameter[]
  /** every other hyper-parameter, and the values of the first candidate */
  readonly start: Hyperparameters
  /**
   * Measures settings by group cross-validation with a share of the work (of the rows, by whole groups, or of the rounds:
   * as it likes). The stream of chance is the same for all candidates of a round, so that they are compared on the same
   * folds. Null: stopped in the middle; the search ends.
   */
  evaluate(hyperparameters: Hyperparameters, budget: number, random: Random): Promise<Score | null> | Score | null
  /** Told of each trial. False: stop here, and keep the best so far. */
  onTrial?(trial: Trial, planned: number): boolean
}

export interface SearchResult {
  /** in the order in which they were tried */
  readonly history: readonly Trial[]
  /** null when nothing was tried to the end, or nothing could be measured */
  readonly best: Trial | null
  readonly stopped: boolean
}

/** Scores closer than this are equal: they are told in three decimals, and no interval here is as narrow. */
export const TIED_SCORE = 0.0005

/**
 * Searches hyper-parameters: at random (Bergstra & Bengio 2012), or by successive halving (Jamieson & Talwalkar 2016), in
 * which all begin with little work and the best share `1/eta` goes on with `eta` times as much. The first candidate is
 * `start` itself, so that a random search never ends below what it began with. The same seed gives the same search; one that is
 * stopped has the beginning of its history. The best is the best of the trials with the most work; among equals the
 * simplest, then the first.
 */
export async function search(subject: SearchSubject, method: SearchMethod, random: Random): Promise<SearchResult> {
  const rounds = planRounds(method)
  const planned = rounds.reduce((sum, { size }) => sum + size, 0)
  const history: Trial[] = []
  let candidates = drawCandidates(subject, method.trials, random)
  for (const [round, { size, budget }] of rounds.entries()) {
    candidates = candidates.slice(0, size)
    const tried: Trial[] = []
    for (const { candidate, hyperparameters } of candidates) {
      const score = await subject.evaluate(hyperparameters, budget, random.fork(`round ${round}`))
      if (score === null) return { history, best: bestTrial(history, subject.space), stopped: true }
      const trial = { ...score, candidate, round, budget, hyperparameters }
      tried.push(trial)
      history.push(trial)
      if (subject.onTrial?.(trial, planned) === false)
        return { history, best: bestTrial(history, subject.space), stopped: history.length < planned }
    }
    candidates = rankTrials(tried, subject.space)
  }
  return { history, best: bestTrial(history, subject.space), stopped: false }
}

/** The best of the trials with the most work; null where none has a score. */
export function bestTrial(history: readonly Trial[], space: readonly Hyperparameter[]): Trial | null {
  const scored = history.filter(({ score }) => !Number.isNaN(score))
  const most = scored.reduce((budget, trial) => Math.max(budget, trial.budget), 0)
  return (
    rankTrials(
      scored.filter(({ budget }) => budget === most),
      space,
    )[0] ?? null
  )
}

/**
 * Trials from the best to the worst. The best and those that are equal to it come first, the simplest of them before the
 * others, then the first tried; then the best of the rest with its equals, and so on. What could not be measured is last.
 */
function rankTrials(trials: readonly Trial[], space: readonly Hyperparameter[]): Trial[] {
  const rest = trials.toSorted((a, b) => valueOf(b) - valueOf(a) || a.candidate - b.candidate)
  const ranked: Trial[] = []
  while (rest.length > 0) {
    const top = valueOf(rest[0]!)
    const worse = rest.findIndex((trial) => top - valueOf(trial) >= TIED_SCORE)
    const equals = rest.splice(0, worse < 0 ? rest.length : worse)
    const complexity = (trial: Trial) => complexityOf(space, trial.hyperparameters)
    ranked.push(...equals.sort((a, b) => complexity(a) - complexity(b) || a.candidate - b.candidate))
  }
  return ranked
}

function valueOf({ score }: Trial): number {
  return Number.isNaN(score) ? -Number.MAX_VALUE : score
}

type Candidate = Pick<Trial, 'candidate' | 'hyperparameters'>

function drawCandidates({ space, start }: SearchSubject, trials: number, random: Random): Candidate[] {
  return Array.from({ length: trials }, (_, candidate) => ({
    candidate,
    hyperparameters:
      candidate === 0 ? start : { ...start, ...drawHyperparameters(space, random.fork(`candidate ${candidate}`)) },
  }))
}

/** How many candidates each round has, and with which share of the work; the last has all of it. */
function planRounds(method: SearchMethod): { size: number; budget: number }[] {
  if (method.method === 'random') return [{ size: method.trials, budget: 1 }]
  const { trials, eta } = method
  const sizes: number[] = []
  for (let size = trials; size >= 1; size = Math.floor(size / eta)) sizes.push(size)
  return sizes.map((size, round) => ({ size, budget: eta ** (round + 1 - sizes.length) }))
}
