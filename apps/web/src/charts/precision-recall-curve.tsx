import { axisX, axisY, line, ruleY, type PlotOptions } from '@observablehq/plot'
import type { Curve } from '@vouch/contracts/metric'
import { useCallback, useMemo } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { PlotFigure } from './plot-figure.tsx'
import { thinCurve } from './thin-curve.ts'

interface PrecisionRecallCurveProps {
  curve: Curve
  split: string
  /** share of planets among the rows: the precision of calling everything a planet */
  prevalence: number | null
}

/** How pure the calls are for how many of the positives are found. */
export function PrecisionRecallCurve({ curve, split, prevalence }: PrecisionRecallCurveProps) {
  const points = useMemo(() => curve.x.map((x, index) => ({ x, y: curve.y[index] ?? Number.NaN })), [curve])
  const options = useCallback(
    (width: number): PlotOptions => ({
      height: Math.min(360, Math.max(240, width * 0.75)),
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        ruleY(prevalence === null ? [] : [prevalence], { stroke: 'var(--edge)', strokeDasharray: '3 4' }),
        line(points, { x: 'x', y: 'y', stroke: 'var(--planet)', strokeWidth: 2, clip: true }),
        axisX({ label: 'Recall', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Precision', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    [points, prevalence],
  )
  const baseline = prevalence === null ? '' : ` Dashed: everything called positive, ${prevalence.toFixed(3)}.`
  return (
    <PlotFigure
      title="Precision and recall"
      note={`n = ${formatCount(curve.n)} rows, ${split}.${baseline}`}
      options={options}
      table={
        <FigureTable
          caption="Precision against recall"
          captionHidden
          head={['Recall', 'Precision']}
          rows={thinCurve(points).map((point) => [point.x.toFixed(4), point.y.toFixed(4)])}
        />
      }
    />
  )
}
