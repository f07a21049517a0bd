import { axisX, axisY, line, link, type PlotOptions } from '@observablehq/plot'
import type { Curve } from '@vouch/contracts/metric'
import { useCallback, useMemo } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { thinCurve } from './thin-curve.ts'
import { PlotFigure } from './plot-figure.tsx'

/** How many positives are found for how many false positives let through, over all thresholds. */
export function RocCurve({ curve, split }: { curve: Curve; split: string }) {
  const points = useMemo(() => curve.x.map((x, index) => ({ x, y: curve.y[index] ?? Number.NaN })), [curve])
  const options = useCallback(
    (width: number): PlotOptions => ({
      height: Math.min(360, Math.max(240, width * 0.75)),
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        link([{ x1: 0, y1: 0, x2: 1, y2: 1 }], {
          x1: 'x1',
          y1: 'y1',
          x2: 'x2',
          y2: 'y2',
          stroke: 'var(--edge)',
          strokeDasharray: '3 4',
        }),
        line(points, { x: 'x', y: 'y', stroke: 'var(--planet)', strokeWidth: 2, clip: true }),
        axisX({ label: 'False positive rate', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'True positive rate (recall)', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    [points],
  )
  return (
    <PlotFigure
      title="Receiver operating characteristic"
      note={`n = ${formatCount(curve.n)} rows, ${split}. Dashed: chance.`}
      options={options}
      table={
        <FigureTable
          caption="Receiver operating characteristic: false positive rate against true positive rate"
          captionHidden
          head={['False positive rate', 'True positive rate']}
          rows={thinCurve(points).map((point) => [point.x.toFixed(4), point.y.toFixed(4)])}
        />
      }
    />
  )
}
