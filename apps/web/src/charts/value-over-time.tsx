import { axisX, axisY, dot, line } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatMoment, formatQuantity } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

export interface MeasuredSeries {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** the first first; `at` in ISO 8601 */
  readonly points: readonly { readonly at: string; readonly value: number }[]
}

const HEIGHT = 180

/** One value of one person, time by time it was measured. */
export function valueFigure({ name, title, unit, points }: MeasuredSeries): Figure {
  const marks = points.map(({ at, value }) => ({ at: new Date(at), value }))
  const values = points.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return {
    name: `${name}-over-time`,
    title,
    note: `Measured ${points.length} times, in ${unit}.`,
    options: (width) => ({
      height: HEIGHT,
      marginLeft: 52,
      marginRight: 20,
      marginBottom: 32,
      inset: 8,
      y: { nice: true, ...(least === most ? { domain: [least - 1, most + 1] } : {}) },
      marks: [
        line(marks, { x: 'at', y: 'value', stroke: 'var(--planet)', strokeWidth: 1.5 }),
        dot(marks, { x: 'at', y: 'value', r: 3.5, fill: 'var(--planet)' }),
        axisX({ label: null, ticks: Math.max(2, Math.floor(width / 120)) }),
        axisY({ label: unit, labelArrow: 'none', ticks: 4, tickFormat: formatQuantity }),
      ],
    }),
    numbers: {
      caption: title,
      head: ['Measured', unit],
      numeric: [1],
      rows: points.map(({ at, value }) => [formatMoment(at), formatQuantity(value)]),
    },
  }
}

export function ValueOverTime({ series }: { series: MeasuredSeries }) {
  const figure = useMemo(() => valueFigure(series), [series])
  return <PlotFigure figure={figure} />
}
