import { axisX, axisY, barX, ruleX, type PlotOptions } from '@observablehq/plot'
import type { Importance } from '@vouch/contracts/model'
import { useCallback, useMemo } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatQuantity } from '../ui/format.ts'
import { PlotFigure } from './plot-figure.tsx'

/** As many bars as can be read; the table beneath has all. */
const SHOWN = 20
const ROW_PX = 20
const FONT_PX = 12

/** Room for the names, in px: half a phone, never more than the longest needs. */
const nameWidth = (width: number) => Math.min(230, width * 0.5)

interface ImportanceBarsProps {
  features: readonly Importance[]
  /** how importance was measured, as the model says */
  method: string
  /** rows; null where that is not known */
  n: number | null
}

export function ImportanceBars({ features, method, n }: ImportanceBarsProps) {
  const ranked = useMemo(() => [...features].sort((a, b) => a.rank - b.rank), [features])
  const shown = useMemo(() => ranked.slice(0, SHOWN), [ranked])
  const options = useCallback(
    (width: number): PlotOptions => ({
      height: shown.length * ROW_PX + 60,
      marginLeft: nameWidth(width),
      marginBottom: 40,
      marginRight: 16,
      y: { domain: shown.map((feature) => feature.name) },
      marks: [
        barX(shown, { x: 'importance', y: 'name', fill: 'var(--planet)', insetTop: 3, insetBottom: 3 }),
        ruleX([0], { stroke: 'var(--edge)' }),
        axisY({ label: null, tickSize: 0, lineWidth: nameWidth(width) / FONT_PX - 1, textOverflow: 'ellipsis' }),
        axisX({ label: `Importance (${method})`, labelAnchor: 'center', labelArrow: 'none', ticks: 4 }),
      ],
    }),
    [shown, method],
  )
  return (
    <PlotFigure
      title="Importance"
      note={`The ${shown.length} weightiest of ${features.length} inputs, by ${method}${n === null ? '' : `; n = ${n.toLocaleString('en-US')} rows`}. What the model leans on, not what causes anything.`}
      options={options}
      table={
        <FigureTable
          caption="Importance of every input"
          captionHidden
          head={['Rank', 'Input', 'Importance']}
          numeric={[0, 2]}
          rows={ranked.map((feature) => [feature.rank, feature.name, formatQuantity(feature.importance)])}
        />
      }
    />
  )
}
