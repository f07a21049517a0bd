import { axisX, axisY, ruleY } from '@observablehq/plot'
import type { Curve } from '@vouch/contracts/metric'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import { curveLines, legendMarks, type Series } from './curve-marks.ts'
import { pointsOf, tableOfCurves } from './curve-points.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

interface PrecisionRecall {
  split: string
  /** share of positives among the rows: the precision of calling everything positive */
  prevalence: number | null
}

/** How pure the calls are for how many of the positives are found; a line a model. */
export function precisionRecallFigure(
  series: readonly Series<Curve>[],
  { split, prevalence }: PrecisionRecall,
): Figure {
  const lines = series.map(({ name, data }) => ({ name, data: pointsOf(data) }))
  const baseline = prevalence === null ? '' : ` Dashed line: everything called positive, ${prevalence.toFixed(3)}.`
  return {
    name: 'precision-recall',
    title: 'Precision and recall',
    note: `n = ${formatCount(series[0]?.data.n ?? 0)} rows, ${split}.${baseline}`,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        ruleY(prevalence === null ? [] : [prevalence], { stroke: 'var(--edge)', strokeDasharray: '3 4' }),
        ...curveLines(lines),
        ...legendMarks(
          series.map(({ name }) => name),
          'bottom-left',
        ),
        axisX({ label: 'Recall', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Precision', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: { caption: 'Precision against recall', ...tableOfCurves(lines, ['Recall', 'Precision']) },
  }
}

export function PrecisionRecallCurve({ curve, split, prevalence }: PrecisionRecall & { curve: Curve }) {
  const figure = useMemo(
    () => precisionRecallFigure([{ name: '', data: curve }], { split, prevalence }),
    [curve, split, prevalence],
  )
  return <PlotFigure figure={figure} />
}
