import { axisX, axisY, dot, line, ruleY, text } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatQuantity } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

interface FigureOverDaysProps {
  /** of its file */
  name: string
  title: string
  unit: string
  note: string
  days: readonly { readonly date: string; readonly value: number | null }[]
  /** what is asked, and in words; null: nothing */
  threshold: { readonly value: number; readonly words: string } | null
}

const HEIGHT = 220
/** More days than this and their points run into each other. */
const MOST_DOTS = 100

/** A figure of each day beside what is asked of it; a day without one parts the line. */
export function figureOverDays({ name, title, unit, note, days, threshold }: FigureOverDaysProps): Figure {
  const points = days.map(({ date, value }) => ({ at: new Date(date), value: value ?? Number.NaN }))
  const known = points.filter(({ value }) => !Number.isNaN(value))
  const most = Math.max(threshold?.value ?? 0, ...known.map(({ value }) => value))
  return {
    name,
    title,
    note,
    options: (width) => ({
      height: HEIGHT,
      marginLeft: 48,
      marginRight: 16,
      marginBottom: 32,
      marginTop: 28,
      x: { type: 'utc' },
      y: { domain: [Math.min(0, ...known.map(({ value }) => value)), most === 0 ? 1 : most * 1.08] },
      marks: [
        ruleY([0], { stroke: 'var(--rule)' }),
        line(points, { x: 'at', y: 'value', stroke: 'var(--planet)', strokeWidth: 1.75 }),
        ...(points.length > MOST_DOTS ? [] : [dot(known, { x: 'at', y: 'value', r: 2.5, fill: 'var(--planet)' })]),
        ...(threshold === null ? [] : thresholdMarks(threshold)),
        axisX({ label: null, ticks: Math.max(2, Math.floor(width / 110)) }),
        axisY({ label: unit, labelArrow: 'none', ticks: 4 }),
      ],
    }),
    numbers: {
      caption: `${title}, day by day`,
      head: ['Day (UTC)', unit],
      numeric: [1],
      rows: days.map(({ date, value }) => [date, value === null ? 'not known' : formatQuantity(value)]),
    },
  }
}

function thresholdMarks({ value, words }: { readonly value: number; readonly words: string }) {
  return [
    ruleY([value], { stroke: 'var(--false-positive)', strokeDasharray: '6 3' }),
    text([words], {
      y: () => value,
      frameAnchor: 'right',
      textAnchor: 'end',
      dy: -8,
      fill: 'var(--false-positive)',
      stroke: 'var(--paper)',
      strokeWidth: 3,
      fontWeight: 600,
    }),
  ]
}

export function FigureOverDays({ name, title, unit, note, days, threshold }: FigureOverDaysProps) {
  const figure = useMemo(
    () => figureOverDays({ name, title, unit, note, days, threshold }),
    [name, title, unit, note, days, threshold],
  )
  return <PlotFigure figure={figure} />
}
