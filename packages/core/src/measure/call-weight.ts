import type { JudgedCall } from './judged-call.ts'

/**
 * How many calls a judged one stands for: 1 over the chance with which it was chosen (Horvitz & Thompson 1952); 1 where
 * calls are not weighted.
 * @throws RangeError where that chance is not known
 */
export function callWeight({ item, inclusion }: JudgedCall, weighted: boolean | undefined): number {
  if (!weighted) return 1
  if (inclusion === null || !(inclusion > 0 && inclusion <= 1))
    throw new RangeError(`The chance with which ${item} was chosen is ${inclusion}: it has no weight.`)
  return 1 / inclusion
}
