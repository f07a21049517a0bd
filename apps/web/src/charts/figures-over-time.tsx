import { axisX, axisY, dot, line, ruleX } from '@observablehq/plot'
import type { MeasureOutput } from '@vouch/contracts/measure'
import type { Metric } from '@vouch/contracts/metric'
import { useMemo } from 'react'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { legendMarks } from './curve-marks.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'
import { strokeOf } from './strokes.ts'

type Spans = MeasureOutput['over_time']

interface Point {
  readonly at: Date
  readonly value: number
  readonly low: number
  readonly high: number
}

const SERIES = [
  ['agreement', 'agreement'],
  ['accuracy', 'accuracy'],
] as const
/** Two figures of one span stand beside each other, apart by this share of it. */
const APART = 0.08

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** Agreement and accuracy by when the calls were made, each with its interval; a span without a figure has no mark. */
export function overTimeFigure(spans: Spans, split: string): Figure {
  const points = SERIES.map(([figure], index) => spans.flatMap((span) => pointOf(span, span[figure], index)))
  return {
    name: 'over-time',
    title: 'Agreement and accuracy over time',
    note: `By when the calls were made (UTC), ${split}. Bars: 95 % intervals. Agreement is not accuracy: it holds calls against verdicts, accuracy holds them against outcomes.`,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 48,
      marginBottom: 40,
      y: { domain: [0, 1] },
      x: { type: 'utc', domain: domainOf(spans) },
      marks: [
        ...points.flatMap((of, index) => {
          const { stroke, dash } = strokeOf(index)
          return [
            ruleX(of, { x: 'at', y1: 'low', y2: 'high', stroke }),
            line(of, { x: 'at', y: 'value', stroke, ...(dash === null ? {} : { strokeDasharray: dash }) }),
            dot(of, { x: 'at', y: 'value', r: 4, stroke, fill: index === 0 ? stroke : 'var(--paper)' }),
          ]
        }),
        ...legendMarks(
          SERIES.map(([, name]) => name),
          'bottom-right',
        ),
        axisX({ label: 'Calls made', labelAnchor: 'center', labelArrow: 'none', ticks: Math.min(6, width / 90) }),
        axisY({ label: 'Share', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: 'Agreement and accuracy by when the calls were made',
      head: ['From', 'Calls', 'Agreement', 'its 95 %', 'n', 'Accuracy', 'its 95 %\u00a0', 'n\u00a0'],
      numeric: [1, 2, 3, 4, 5, 6, 7],
      rows: spans.map(({ from, calls, agreement, accuracy }) => [
        day.format(new Date(from)),
        formatCount(calls),
        ...cells(agreement),
        ...cells(accuracy),
      ]),
    },
  }
}

export function FiguresOverTime({ spans, split }: { spans: Spans; split: string }) {
  const figure = useMemo(() => overTimeFigure(spans, split), [spans, split])
  return <PlotFigure figure={figure} />
}

function pointOf({ from, to }: Spans[number], { value, interval }: Metric, index: number): Point[] {
  if (value === null) return []
  const [start, end] = [Date.parse(from), Date.parse(to)]
  const at = new Date(start + (end - start) * (0.5 + (index - 0.5) * APART))
  return [{ at, value, low: interval?.[0] ?? value, high: interval?.[1] ?? value }]
}

function domainOf(spans: Spans): [Date, Date] {
  const ends = spans.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)])
  return [new Date(Math.min(...ends)), new Date(Math.max(...ends))]
}

function cells({ value, interval, n }: Metric): string[] {
  const ends = interval?.map((end) => formatMeasure(end)).join(' – ') ?? '–'
  return [formatMeasure(value), ends, formatCount(n)]
}
