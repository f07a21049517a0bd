import { axisX, axisY } from '@observablehq/plot'
import type { Curve } from '@vouch/contracts/metric'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import { curveLines, diagonal, legendMarks, type Series } from './curve-marks.ts'
import { pointsOf, tableOfCurves } from './curve-points.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

/** How many positives are found for how many false positives let through, over all thresholds; a line a model. */
export function rocFigure(series: readonly Series<Curve>[], split: string): Figure {
  const lines = series.map(({ name, data }) => ({ name, data: pointsOf(data) }))
  return {
    name: 'roc',
    title: 'Receiver operating characteristic',
    note: `n = ${formatCount(series[0]?.data.n ?? 0)} rows, ${split}. Dashed diagonal: chance.`,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        diagonal(),
        ...curveLines(lines),
        ...legendMarks(
          series.map(({ name }) => name),
          'bottom-right',
        ),
        axisX({ label: 'False positive rate', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'True positive rate (recall)', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: 'Receiver operating characteristic: false positive rate against true positive rate',
      ...tableOfCurves(lines, ['False positive rate', 'True positive rate']),
    },
  }
}

export function RocCurve({ curve, split }: { curve: Curve; split: string }) {
  const figure = useMemo(() => rocFigure([{ name: '', data: curve }], split), [curve, split])
  return <PlotFigure figure={figure} />
}
