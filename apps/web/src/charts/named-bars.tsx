import { axisX, axisY, barX, ruleX, text } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { nameAxis } from './name-axis.ts'
import { PlotFigure } from './plot-figure.tsx'

interface NamedBarsProps {
  /** of its file */
  name: string
  title: string
  note: string
  /** what is counted, of which it is named after */
  unit: string
  /** keeps their order, as hours have one; else the most come first */
  inOrder?: boolean
  /** how a count is written */
  format?: (count: number) => string
  /** keep it stable between renders */
  bars: readonly { readonly name: string; readonly count: number }[]
}

const ROW_PX = 26

/** How many of each. */
export function namedBars({ name, title, note, unit, inOrder, format = formatCount, bars }: NamedBarsProps): Figure {
  const ranked = inOrder === true ? bars : bars.toSorted((a, b) => b.count - a.count)
  return {
    name,
    title,
    note,
    options: (width) => ({
      height: ranked.length * ROW_PX + 48,
      marginLeft: nameAxis(width).marginLeft,
      marginRight: 48,
      marginBottom: 40,
      y: { domain: ranked.map((one) => one.name) },
      marks: [
        barX(ranked, { x: 'count', y: 'name', fill: 'var(--planet)', insetTop: 4, insetBottom: 4 }),
        text(ranked, {
          x: 'count',
          y: 'name',
          text: (one: { readonly count: number }) => format(one.count),
          textAnchor: 'start',
          dx: 5,
          fill: 'var(--ink)',
        }),
        ruleX([0], { stroke: 'var(--edge)' }),
        axisY({ label: null, tickSize: 0, ...nameAxis(width).text }),
        axisX({ label: unit, labelAnchor: 'center', labelArrow: 'none', ticks: 4 }),
      ],
    }),
    numbers: {
      caption: title,
      head: ['Name', unit],
      numeric: [1],
      rows: ranked.map((one) => [one.name, format(one.count)]),
    },
  }
}

export function NamedBars({ name, title, note, unit, inOrder, format, bars }: NamedBarsProps) {
  const figure = useMemo(
    () => namedBars({ name, title, note, unit, bars, ...(inOrder && { inOrder }), ...(format && { format }) }),
    [name, title, note, unit, inOrder, format, bars],
  )
  return <PlotFigure figure={figure} />
}
