import { axisX, axisY, dot, line, ruleX } from '@observablehq/plot'
import type { ReliabilityBin } from '@vouch/contracts/metric'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import { diagonal, legendMarks, type Series } from './curve-marks.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'
import { strokeOf } from './strokes.ts'

type Bins = readonly ReliabilityBin[]

/** What a model said against what was so: on the diagonal, a probability of .7 is right seven times of ten. */
export function reliabilityFigure(series: readonly Series<Bins>[], split: string): Figure {
  const first = series[0]?.data ?? []
  const n = first.reduce((sum, bin) => sum + bin.n, 0)
  const several = series.length > 1
  return {
    name: 'calibration',
    title: 'Calibration',
    note: `n = ${formatCount(n)} rows in ${first.length} bins, ${split}. Bars: 95 % intervals; discs grow with the rows of a bin. Dashed: perfect calibration.`,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      r: { range: [2.5, 8], domain: [0, Math.max(1, ...series.flatMap(({ data }) => data.map((bin) => bin.n)))] },
      marks: [
        diagonal(),
        ...series.flatMap(({ data: bins }, index) => {
          const { stroke } = strokeOf(index)
          return [
            ruleX(bins, {
              x: 'predicted',
              y1: (bin: ReliabilityBin) => bin.interval[0],
              y2: (bin: ReliabilityBin) => bin.interval[1],
              stroke,
            }),
            line(bins, { x: 'predicted', y: 'observed', stroke, strokeOpacity: 0.5 }),
            dot(bins, {
              x: 'predicted',
              y: 'observed',
              r: 'n',
              fill: index % 2 === 0 ? stroke : 'var(--paper)',
              stroke,
            }),
          ]
        }),
        ...legendMarks(
          series.map(({ name }) => name),
          'bottom-right',
        ),
        axisX({ label: 'Mean probability said', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Share that were positive', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: 'Calibration: mean probability said, share that were positive, 95 % interval, rows',
      head: [...(several ? ['Model'] : []), 'Said', 'Was so', '95 % interval', 'n'],
      numeric: several ? [1, 2, 3, 4] : [0, 1, 2, 3],
      rows: series.flatMap(({ name, data }) =>
        data.map((bin) => [
          ...(several ? [name] : []),
          bin.predicted.toFixed(3),
          bin.observed.toFixed(3),
          `${bin.interval[0].toFixed(3)} – ${bin.interval[1].toFixed(3)}`,
          formatCount(bin.n),
        ]),
      ),
    },
  }
}

export function ReliabilityDiagram({ bins, split }: { bins: Bins; split: string }) {
  const figure = useMemo(() => reliabilityFigure([{ name: '', data: bins }], split), [bins, split])
  return <PlotFigure figure={figure} />
}
