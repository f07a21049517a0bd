import { axisX, axisY, barX, ruleX, ruleY } from '@observablehq/plot'
import type { Importance } from '@vouch/contracts/model'
import { useMemo } from 'react'
import { formatCount, formatQuantity } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { NARROW_PX, nameAxis } from './name-axis.ts'
import { PlotFigure } from './plot-figure.tsx'

/** As many bars as can be read; the table beneath has all. */
const SHOWN = 20
const ROW_PX = 20

interface ImportanceBarsProps {
  features: readonly Importance[]
  /** how importance was measured, as the model says */
  method: string
  /** rows; null where that is not known */
  n: number | null
}

/** What the model loses without each input. */
export function importanceFigure({ features, method, n }: ImportanceBarsProps): Figure {
  const ranked = features.toSorted((a, b) => a.rank - b.rank)
  const shown = ranked.slice(0, SHOWN)
  const shuffled = ranked.some(({ interval }) => interval)
  return {
    name: 'importance',
    title: 'Importance',
    note: `The ${shown.length} weightiest of ${features.length} inputs, by ${method}${n === null ? '' : `; n = ${formatCount(n)} rows`}. What the model leans on, not what causes anything.`,
    options: (width) => ({
      height: shown.length * ROW_PX + 60,
      marginLeft: nameAxis(width).marginLeft,
      marginBottom: 40,
      marginRight: 16,
      y: { domain: shown.map((feature) => feature.name) },
      marks: [
        barX(shown, { x: 'importance', y: 'name', fill: 'var(--planet)', insetTop: 3, insetBottom: 3 }),
        ruleY(
          shown.flatMap(({ name, interval }) => (interval ? [{ name, from: interval[0], to: interval[1] }] : [])),
          { x1: 'from', x2: 'to', y: 'name', stroke: 'var(--ink)', strokeWidth: 1.5 },
        ),
        ruleX([0], { stroke: 'var(--edge)' }),
        axisY({ label: null, tickSize: 0, ...nameAxis(width).text }),
        axisX({
          label: width < NARROW_PX ? 'Importance' : `Importance (${method})`,
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: 4,
        }),
      ],
    }),
    numbers: {
      caption: 'Importance of every input',
      head: ['Rank', 'Input', 'Importance', ...(shuffled ? ['95 % of shuffles'] : [])],
      numeric: [0, 2, 3],
      rows: ranked.map((feature) => [
        feature.rank,
        feature.name,
        formatQuantity(feature.importance),
        ...(shuffled ? [feature.interval ? feature.interval.map(formatQuantity).join(' – ') : '–'] : []),
      ]),
    },
  }
}

export function ImportanceBars({ features, method, n }: ImportanceBarsProps) {
  const figure = useMemo(() => importanceFigure({ features, method, n }), [features, method, n])
  return <PlotFigure figure={figure} />
}
