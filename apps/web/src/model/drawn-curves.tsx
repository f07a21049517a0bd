import type { Curves } from '@vouch/contracts/model'
import { PrecisionRecallCurve } from '../charts/precision-recall-curve.tsx'
import { ReliabilityDiagram } from '../charts/reliability-diagram.tsx'
import { RocCurve } from '../charts/roc-curve.tsx'

/** The three curves of a model's calls of some rows. */
export function DrawnCurves({ curves, prevalence }: { curves: Curves; prevalence: number | null }) {
  const { split } = curves
  return (
    <>
      <RocCurve curve={curves.roc} split={split} />
      <PrecisionRecallCurve curve={curves.precision_recall} split={split} prevalence={prevalence} />
      <ReliabilityDiagram bins={curves.calibration} split={split} />
    </>
  )
}
