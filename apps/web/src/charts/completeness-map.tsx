import { axisX, axisY, rect, text } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatMeasure, formatShare } from '../ui/format.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

/** A share of the injections of some periods and radii; null where there were none. */
export interface CompletenessCell {
  readonly period: readonly [from: number, to: number]
  readonly radius: readonly [from: number, to: number]
  readonly injected: number
  readonly counted: number
  readonly share: { readonly value: number; readonly interval: readonly [number, number] } | null
}

interface CompletenessMapProps {
  title: string
  note: string
  cells: readonly CompletenessCell[]
}

/** Colours and numbers need this much of a cell to be read, in px. */
const LABEL_PX = 40
const SIDE_PX = 60

export function completenessFigure({ title, note, cells }: CompletenessMapProps): Figure {
  const known = cells.flatMap((cell) => (cell.share === null ? [] : [{ ...cell, share: cell.share }]))
  const columns = new Set(cells.map(({ period }) => period[0])).size
  return {
    name: 'completeness',
    title,
    note,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 52,
      marginBottom: 40,
      x: { type: 'log' },
      y: { type: 'log' },
      marks: [
        rect(cells, {
          x1: ({ period }: CompletenessCell) => period[0],
          x2: ({ period }: CompletenessCell) => period[1],
          y1: ({ radius }: CompletenessCell) => radius[0],
          y2: ({ radius }: CompletenessCell) => radius[1],
          stroke: 'var(--rule)',
          fill: 'none',
        }),
        rect(known, {
          x1: ({ period }: CompletenessCell) => period[0],
          x2: ({ period }: CompletenessCell) => period[1],
          y1: ({ radius }: CompletenessCell) => radius[0],
          y2: ({ radius }: CompletenessCell) => radius[1],
          fill: 'var(--planet)',
          fillOpacity: ({ share }: (typeof known)[number]) => share.value,
          inset: 1,
        }),
        ...((width - SIDE_PX) / Math.max(1, columns) >= LABEL_PX
          ? [
              text(known, {
                x: ({ period }: CompletenessCell) => Math.sqrt(period[0] * period[1]),
                y: ({ radius }: CompletenessCell) => Math.sqrt(radius[0] * radius[1]),
                text: ({ counted, injected }: CompletenessCell) => `${counted}/${injected}`,
                fill: ({ share }: (typeof known)[number]) => (share.value > 0.55 ? 'var(--paper)' : 'var(--ink)'),
              }),
            ]
          : []),
        axisX({ label: 'Period, days', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Radius, Earths', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: title,
      head: ['Period, days', 'Radius, Earths', 'Injected', 'Counted', 'Share', '95 % interval'],
      numeric: [2, 3, 4, 5],
      rows: cells.map(({ period, radius, injected, counted, share }) => [
        rangeWords(period),
        rangeWords(radius),
        injected,
        counted,
        share === null ? 'not measured' : formatMeasure(share.value, 2),
        share === null ? '–' : `${formatShare(share.interval[0], 2)} – ${formatShare(share.interval[1], 2)}`,
      ]),
    },
  }
}

/** `1.0 to 2.5` */
export function rangeWords([from, to]: readonly [number, number]): string {
  return `${Number(from.toPrecision(3))} to ${Number(to.toPrecision(3))}`
}

export function CompletenessMap({ title, note, cells }: CompletenessMapProps) {
  const figure = useMemo(() => completenessFigure({ title, note, cells }), [title, note, cells])
  return <PlotFigure figure={figure} />
}
