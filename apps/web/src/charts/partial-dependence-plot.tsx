import { areaY, axisX, axisY, dot, lineY } from '@observablehq/plot'
import type { PartialDependence } from '@vouch/contracts/effect'
import { useMemo } from 'react'
import { formatCount, formatQuantity } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

type Input = PartialDependence['inputs'][number]
type Point = Input['points'][number]

/** Beyond this ratio of the ends a straight axis shows most points on top of each other. */
const LOG_RATIO = 50

interface PartialDependencePlotsProps {
  effects: PartialDependence
  /** what is positive, as the model calls it */
  positive: string
}

/** What the model says on average when one input is set to a value: a figure an input, all on one scale. */
export function dependenceFigures({ effects, positive }: PartialDependencePlotsProps): Figure[] {
  const ends = effects.inputs.flatMap(({ points, missing }) => [...points, ...(missing ? [missing] : [])])
  const scale: [number, number] = [
    Math.min(1, ...ends.map(({ low }) => low)),
    Math.max(0, ...ends.map(({ high }) => high)),
  ]
  return effects.inputs.map((input) => dependenceFigure(input, { ...effects, positive, scale }))
}

function dependenceFigure(
  { name, known, points, missing }: Input,
  { n, split, positive, scale }: { n: number; split: string; positive: string; scale: [number, number] },
): Figure {
  const [first, last] = [points[0]?.value ?? 0, points.at(-1)?.value ?? 0]
  const log = first > 0 && last / first > LOG_RATIO
  const gap = missing
    ? ` Where it is missing: ${missing.mean.toFixed(3)} (${missing.low.toFixed(3)} to ${missing.high.toFixed(3)}).`
    : ''
  return {
    name: `dependence-${name.replaceAll(/[^\w-]+/g, '_')}`,
    title: name,
    note: `n = ${formatCount(n)} rows of ${split}, ${formatCount(known)} of them with a value. Line: mean; band: 10th to 90th percentile of the rows’ own curves.${gap}`,
    options: (width) => ({
      height: Math.min(260, Math.max(190, width * 0.62)),
      marginLeft: 44,
      marginRight: 16,
      marginBottom: 40,
      x: log ? { type: 'log' } : {},
      y: { domain: scale, nice: true },
      marks: [
        areaY(points, { x: 'value', y1: 'low', y2: 'high', fill: 'var(--planet)', fillOpacity: 0.16 }),
        lineY(points, { x: 'value', y: 'mean', stroke: 'var(--planet)', strokeWidth: 2 }),
        dot(points, { x: 'value', y: 'mean', r: 2, fill: 'var(--planet)' }),
        axisX({
          label: log ? `${name} (log scale)` : name,
          labelAnchor: 'center',
          labelArrow: 'none',
          ...(log ? { ticks: Math.max(2, width / 90), tickFormat: '~g' } : { ticks: Math.max(3, width / 80) }),
        }),
        axisY({ label: `Mean probability of ${positive}`, labelArrow: 'none', ticks: 4 }),
      ],
    }),
    numbers: {
      caption: `Partial dependence on ${name}`,
      head: ['Value', 'Mean probability', '10 % of rows below', '90 % of rows below'],
      numeric: [0, 1, 2, 3],
      rows: [
        ...points.map((point: Point) => [
          formatQuantity(point.value),
          point.mean.toFixed(4),
          point.low.toFixed(4),
          point.high.toFixed(4),
        ]),
        ...(missing ? [['missing', missing.mean.toFixed(4), missing.low.toFixed(4), missing.high.toFixed(4)]] : []),
      ],
    },
  }
}

export function PartialDependencePlots({ effects, positive }: PartialDependencePlotsProps) {
  const figures = useMemo(() => dependenceFigures({ effects, positive }), [effects, positive])
  return (
    <div className="grid gap-x-8 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
      {figures.map((figure) => (
        <PlotFigure key={figure.name} figure={figure} />
      ))}
    </div>
  )
}
