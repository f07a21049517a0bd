import { axisX, axisY, dot, ruleX, ruleY, text, type Markish } from '@observablehq/plot'
import type { ShapSummary } from '@vouch/contracts/effect'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { NARROW_PX, nameAxis } from './name-axis.ts'
import { PlotFigure } from './plot-figure.tsx'
import { spreadSwarm } from './spread-swarm.ts'

const ROW_PX = 34
/** Of a line's height, to either side. */
const SPREAD = 0.42

const METHODS = {
  'tree-shap': 'TreeSHAP, exact',
  'linear-shap': 'linear SHAP, exact',
  'kernel-shap': 'kernel SHAP, sampled',
} as const

/** Where a value stands among those of its input; told by colour and, at the ends, by how full a disc is. */
const CLASSES = [
  { words: 'lowest fifth', colour: 'var(--planet)', opacity: 1 },
  { words: 'second', colour: 'var(--planet)', opacity: 0.5 },
  { words: 'middle', colour: 'var(--muted)', opacity: 0.45 },
  { words: 'fourth', colour: 'var(--false-positive)', opacity: 0.5 },
  { words: 'highest fifth', colour: 'var(--false-positive)', opacity: 1 },
] as const

interface Dot {
  x: number
  y: number
  /** null where the value is missing */
  band: number | null
}

interface ShapSwarmProps {
  shap: ShapSummary
  /** what is positive, as the model calls it */
  positive: string
}

/** What each input added, row by row: a line an input, a disc a row, coloured by how high its value is. */
export function shapFigure({ shap, positive }: ShapSwarmProps): Figure {
  const { inputs, n, split, method, background, of_inputs } = shap
  const all = inputs.flatMap(({ contribution }) => contribution)
  const ends = { from: Math.min(0, ...all), to: Math.max(0, ...all) }
  const dots = inputs.flatMap(({ contribution, quantile }, line): Dot[] => {
    const offsets = spreadSwarm(contribution, ends)
    return contribution.map((x, row) => ({
      x,
      y: line + SPREAD * (offsets[row] ?? 0),
      band: bandOf(quantile[row] ?? null),
    }))
  })
  const errors = inputs.flatMap(({ standard_error }) => (standard_error === null ? [] : [standard_error]))
  const error =
    errors.length === 0 ? '' : ` Standard error of a contribution by sampling: up to ${Math.max(...errors).toFixed(3)}.`
  const against = background === null ? 'the training rows of each path' : `a background of ${background} rows`
  return {
    name: 'shap',
    title: 'Contributions, row by row',
    note: `SHAP values (${METHODS[method]}) of n = ${formatCount(n)} rows of ${split}, drawn by chance; the ${inputs.length} weightiest of ${of_inputs} inputs, against ${against}. Colour: the value within its input.${error}`,
    options: (width) => ({
      height: inputs.length * ROW_PX + 96,
      marginLeft: nameAxis(width).marginLeft,
      marginTop: 40,
      marginRight: 16,
      marginBottom: 44,
      x: { domain: [ends.from, ends.to], nice: true },
      y: { domain: [inputs.length - 0.4, -0.6], type: 'linear' },
      marks: [
        ruleY(inputs.keys(), { stroke: 'var(--rule)' }),
        ruleX([0], { stroke: 'var(--edge)' }),
        ...CLASSES.map(({ colour, opacity }, band) =>
          dot(dotsOf(dots, band), { x: 'x', y: 'y', r: 2.4, fill: colour, fillOpacity: opacity }),
        ),
        dot(dotsOf(dots, null), { x: 'x', y: 'y', r: 2.2, stroke: 'var(--ink)', strokeWidth: 0.8 }),
        ...legend(
          -nameAxis(width).marginLeft,
          dots.some(({ band }) => band === null),
        ),
        axisY({
          label: null,
          ticks: [...inputs.keys()],
          tickFormat: (line: number) => inputs[line]?.name ?? '',
          tickSize: 0,
          ...nameAxis(width).text,
        }),
        axisX({
          label: width < NARROW_PX ? 'Contribution (log-odds)' : `Contribution (log-odds of ${positive})`,
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: Math.max(3, width / 110),
        }),
      ],
    }),
    numbers: {
      caption:
        'Mean size of each input’s contribution, its 95 % interval over rows, and where low and high values push',
      head: [
        'Input',
        'Mean |contribution|',
        '95 % interval',
        'Lowest fifth',
        'Highest fifth',
        'Missing',
        'Standard error',
      ],
      numeric: [1, 2, 3, 4, 5, 6],
      rows: inputs.map((input) => [
        input.name,
        input.mean_absolute.toFixed(3),
        input.interval === null ? '–' : `${input.interval[0].toFixed(3)} – ${input.interval[1].toFixed(3)}`,
        meanOf(input, 0),
        meanOf(input, CLASSES.length - 1),
        meanOf(input, null),
        input.standard_error === null ? 'exact' : input.standard_error.toFixed(3),
      ]),
    },
  }
}

function bandOf(quantile: number | null): number | null {
  return quantile === null ? null : Math.min(CLASSES.length - 1, Math.floor(quantile * CLASSES.length))
}

function dotsOf(dots: readonly Dot[], band: number | null): Dot[] {
  return dots.filter((one) => one.band === band)
}

/** @param left where it begins, in px from the plot's own left edge */
function legend(left: number, gaps: boolean): Markish[] {
  const words = (label: string, at: number, fill: string) =>
    text([label], { frameAnchor: 'top-left', textAnchor: 'start', dx: left + at, dy: -26, fill, fontWeight: 600 })
  return [
    words('● low value', 0, 'var(--planet)'),
    words('● high value', 84, 'var(--false-positive)'),
    ...(gaps ? [words('○ missing', 172, 'var(--ink)')] : []),
  ]
}

/** Mean contribution of the rows whose value is in a band. */
function meanOf({ contribution, quantile }: ShapSummary['inputs'][number], band: number | null): string {
  const own = contribution.filter((_, row) => bandOf(quantile[row] ?? null) === band)
  if (own.length === 0) return '–'
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length
  return `${mean < 0 ? '−' : '+'}${Math.abs(mean).toFixed(3)}`
}

export function ShapSwarm({ shap, positive }: ShapSwarmProps) {
  const figure = useMemo(() => shapFigure({ shap, positive }), [shap, positive])
  return <PlotFigure figure={figure} />
}
