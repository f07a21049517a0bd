import type { Round } from './learner.ts'

/** What a training that is told to stop still does: it finishes what its figures are to speak of, and nothing else. */
export interface RoundLimit {
  /** Whether another fold is to be begun. @param enough whether the folds that are done can be judged by themselves */
  begins(enough: boolean): boolean
  /** @param enough as above: then a fold that is cut short is dropped, and no other loses a round for it */
  ofFold(enough: boolean): LimitedTraining
  /** A fold that an earlier attempt has done: it was whole. */
  knows(): void
  /**
   * The model that is kept: as many rounds as the judged folds had at most. Told to stop only now it goes on, as its
   * figures speak of all its rounds.
   */
  ofFinal(judged: 'every fold' | 'some folds'): LimitedTraining
  /** whether trainings are held to fewer rounds than they were to have */
  readonly holds: boolean
}

export interface LimitedTraining {
  goesOn(round: Round): boolean
  /** Says that the training is over. @returns whether it counts: one that was dropped does not */
  ends(): boolean
  readonly taken: number
}

/**
 * Told to stop in its first fold, a training is held to the rounds of that fold; later, to those that the folds before had.
 * Told before it began (while settings were searched), nothing is cut short, but no more is begun than has to be.
 */
export function createRoundLimit(wantsStop: () => boolean): RoundLimit {
  const toldBefore = wantsStop()
  let counted = 0
  let most = 0
  let held: number | null = null
  // of folds that an earlier attempt has done it is not known: they were whole
  const had = () => (most > 0 ? most : null)
  const limited = (cuts: (round: Round) => boolean): LimitedTraining => {
    let [taken, dropped] = [0, false]
    return {
      get taken() {
        return taken
      },
      goesOn(round) {
        taken = round.round
        dropped = cuts(round)
        return !dropped && (held === null || taken < held)
      },
      ends() {
        if (dropped) return false
        counted++
        most = Math.max(most, taken)
        return true
      },
    }
  }
  return {
    begins: (enough) => !enough || !wantsStop(),
    ofFold: (enough) =>
      limited(({ round, rounds }) => {
        if (toldBefore || !wantsStop()) return false
        if (enough) return round < rounds
        held ??= counted === 0 ? Math.max(1, round) : had()
        return false
      }),
    knows() {
      counted++
    },
    ofFinal(judged) {
      if (judged === 'some folds') held ??= had()
      return limited(() => false)
    },
    get holds() {
      return held !== null
    },
  }
}
