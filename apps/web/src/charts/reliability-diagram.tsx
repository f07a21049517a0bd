import { axisX, axisY, dot, line, link, ruleX, type PlotOptions } from '@observablehq/plot'
import type { ReliabilityBin } from '@vouch/contracts/metric'
import { useCallback } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { PlotFigure } from './plot-figure.tsx'

/** What the model said against what was so: on the diagonal, a probability of .7 is right seven times of ten. */
export function ReliabilityDiagram({ bins, split }: { bins: readonly ReliabilityBin[]; split: string }) {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0)
  const options = useCallback(
    (width: number): PlotOptions => ({
      height: Math.min(360, Math.max(240, width * 0.75)),
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      r: { range: [2.5, 8], domain: [0, Math.max(...bins.map((bin) => bin.n))] },
      marks: [
        link([{ x1: 0, y1: 0, x2: 1, y2: 1 }], {
          x1: 'x1',
          y1: 'y1',
          x2: 'x2',
          y2: 'y2',
          stroke: 'var(--edge)',
          strokeDasharray: '3 4',
        }),
        ruleX(bins, {
          x: 'predicted',
          y1: (bin: ReliabilityBin) => bin.interval[0],
          y2: (bin: ReliabilityBin) => bin.interval[1],
          stroke: 'var(--planet)',
        }),
        line(bins, { x: 'predicted', y: 'observed', stroke: 'var(--planet)', strokeOpacity: 0.5 }),
        dot(bins, { x: 'predicted', y: 'observed', r: 'n', fill: 'var(--planet)' }),
        axisX({ label: 'Mean probability said', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Share that were positive', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    [bins],
  )
  return (
    <PlotFigure
      title="Calibration"
      note={`n = ${formatCount(n)} rows in ${bins.length} bins, ${split}. Bars: 95 % intervals; discs grow with the rows of a bin. Dashed: perfect calibration.`}
      options={options}
      table={
        <FigureTable
          caption="Calibration: mean probability said, share that were positive, 95 % interval, rows"
          captionHidden
          head={['Said', 'Was so', '95 % interval', 'n']}
          numeric={[3]}
          rows={bins.map((bin) => [
            bin.predicted.toFixed(3),
            bin.observed.toFixed(3),
            `${bin.interval[0].toFixed(3)} – ${bin.interval[1].toFixed(3)}`,
            formatCount(bin.n),
          ])}
        />
      }
    />
  )
}
