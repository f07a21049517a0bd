import { axisX, axisY, dot, ruleX } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatMeasure, formatShare } from '../ui/format.ts'
import { legendMarks } from './curve-marks.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'
import { strokeOf } from './strokes.ts'

/** A share of some calls of a period; null was not measured. */
export interface TimedShare {
  /** ISO 8601 */
  readonly from: string
  readonly series: string
  readonly value: number | null
  readonly interval: readonly [number, number] | null
  readonly n: number
}

interface SharesOverTimeProps {
  title: string
  /** of which calls */
  of: string
  /** `day by day` */
  every: string
  shares: readonly TimedShare[]
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
/** Points of two series at one time stand beside each other, this many px apart. */
const APART = 6

export function sharesFigure({ title, of, every, shares }: SharesOverTimeProps): Figure {
  const known = shares.flatMap(({ from, series, value, interval, n }) =>
    value === null ? [] : [{ at: new Date(from), from, series, value, interval, n }],
  )
  const series = [...new Set(shares.map((one) => one.series))].filter((name) =>
    known.some((one) => one.series === name),
  )
  return {
    name: 'over-time',
    title,
    note: `Shares of ${of}, ${every}, with 95 % intervals; a time of which nothing is known has no mark.`,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 44,
      marginBottom: 36,
      marginTop: 28,
      insetLeft: 14,
      insetRight: 14,
      y: { domain: [0, 1] },
      marks: [
        ...series.flatMap((name, index) => {
          const { stroke, dash } = strokeOf(index)
          const dx = (index - (series.length - 1) / 2) * APART
          const points = known.filter((one) => one.series === name)
          return [
            ruleX(
              points.flatMap(({ at, interval }) =>
                interval === null ? [] : [{ at, low: interval[0], high: interval[1] }],
              ),
              { x: 'at', y1: 'low', y2: 'high', stroke, strokeWidth: 1.5, strokeDasharray: dash ?? 'none', dx },
            ),
            dot(points, { x: 'at', y: 'value', r: 4, stroke, fill: index === 0 ? stroke : 'var(--paper)', dx }),
          ]
        }),
        ...legendMarks(series, 'bottom-left'),
        axisX({ label: null, ticks: Math.max(2, Math.floor(width / 110)) }),
        axisY({ label: 'Share', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: title,
      head: ['From', 'Figure', 'Value', '95 % interval', 'n'],
      numeric: [2, 3, 4],
      rows: known.map(({ at, series: name, value, interval, n }) => [
        day.format(at),
        name,
        formatMeasure(value, 2),
        interval === null ? 'no interval' : `${formatShare(interval[0], 2)} – ${formatShare(interval[1], 2)}`,
        n,
      ]),
    },
  }
}

export function SharesOverTime({ title, of, every, shares }: SharesOverTimeProps) {
  const figure = useMemo(() => sharesFigure({ title, of, every, shares }), [title, of, every, shares])
  return <PlotFigure figure={figure} />
}
