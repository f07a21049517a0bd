import type { Counted } from './estimate-share.ts'
import type { JudgedCall, Standing } from './judged-call.ts'

export interface CountOptions {
  /** each call counts for 1 over the chance with which it was chosen to be judged */
  readonly weighted?: boolean
  /**
   * true: the interval holds for other experts like these, who are as if drawn from many; of few it is wide. Else it is of
   * these experts, on cases like these.
   */
  readonly drawExperts?: boolean
}

/**
 * A call as a row of a share. Weighted it counts for 1 over the chance with which it was chosen (Horvitz & Thompson 1952).
 * @throws RangeError where it is to be weighted and that chance is not known
 */
export function countCall(call: JudgedCall, hit: boolean, { weighted }: CountOptions): Counted {
  return { hit, group: call.group, weight: weighted ? 1 / chanceOf(call) : 1 }
}

/** A verdict as a row of a share. @throws RangeError as `countCall` does */
export function countVerdict({ call, verdict }: Standing, hit: boolean, options: CountOptions): Counted {
  const row = countCall(call, hit, options)
  return options.drawExperts ? { ...row, expert: verdict.expert } : row
}

function chanceOf({ item, inclusion }: JudgedCall): number {
  if (inclusion !== null && inclusion > 0 && inclusion <= 1) return inclusion
  throw new RangeError(`The chance with which ${item} was chosen is ${inclusion}: it has no weight.`)
}
