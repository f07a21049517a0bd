import type { Curves } from '@vouch/contracts/model'
import { reliability } from './calibration.ts'
import { round } from './measure-calls.ts'
import { precisionRecallCurve, rocCurve } from './ranking.ts'

/** ROC, precision against recall, and reliability of judged rows; `split` says how they were judged. */
export function drawCurves(labels: Uint8Array, probabilities: ArrayLike<number>, split: string): Curves {
  const rounded = ({ x, y, n }: { x: number[]; y: number[]; n: number }) => ({ x: x.map(round), y: y.map(round), n })
  return {
    roc: rounded(rocCurve(labels, probabilities)),
    precision_recall: rounded(precisionRecallCurve(labels, probabilities)),
    calibration: reliability(labels, probabilities).map((bin) => ({
      predicted: round(bin.predicted),
      observed: round(bin.observed),
      interval: [round(bin.interval[0]), round(bin.interval[1])],
      n: bin.n,
    })),
    split,
  }
}
