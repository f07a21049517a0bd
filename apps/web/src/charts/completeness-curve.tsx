import { axisX, axisY, dot, line, ruleX } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatMeasure, formatShare } from '../ui/format.ts'
import { rangeWords } from './completeness-map.tsx'
import { legendMarks } from './curve-marks.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'
import { strokeOf } from './strokes.ts'

/** Shares of the injections of a bin; null where there were none. */
export interface CompletenessBin {
  readonly range: readonly [from: number, to: number]
  readonly injected: number
  readonly shares: readonly (readonly [series: string, share: CompletenessShare | null])[]
}

interface CompletenessShare {
  readonly value: number
  readonly interval: readonly [number, number]
}

interface CompletenessCurveProps {
  name: string
  title: string
  note: string
  axis: string
  bins: readonly CompletenessBin[]
}

/** Points of two series of a bin stand beside each other, this many px apart. */
const APART = 6

export function completenessCurve({ name, title, note, axis, bins }: CompletenessCurveProps): Figure {
  const series = [...new Set(bins.flatMap(({ shares }) => shares.map(([one]) => one)))]
  const points = (wanted: string) =>
    bins.flatMap(({ range, shares }) =>
      shares.flatMap(([one, share]) =>
        one === wanted && share !== null
          ? [
              {
                at: middleOf(range),
                value: share.value,
                low: share.interval[0],
                high: share.interval[1],
              },
            ]
          : [],
      ),
    )
  return {
    name,
    title,
    note,
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 44,
      marginBottom: 40,
      marginTop: 28,
      x: { type: 'log', domain: [startOf(bins[0]?.range ?? [1, 2]), bins.at(-1)?.range[1] ?? 10] },
      y: { domain: [0, 1] },
      marks: [
        ...series.flatMap((one, index) => {
          const { stroke, dash } = strokeOf(index)
          const dx = (index - (series.length - 1) / 2) * APART
          const own = points(one)
          return [
            ruleX(own, { x: 'at', y1: 'low', y2: 'high', stroke, strokeWidth: 1.5, dx }),
            line(own, { x: 'at', y: 'value', stroke, strokeDasharray: dash ?? 'none', dx }),
            dot(own, { x: 'at', y: 'value', r: 3.5, stroke, fill: index === 0 ? stroke : 'var(--paper)', dx }),
          ]
        }),
        ...legendMarks(series, 'bottom-right'),
        axisX({ label: axis, labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Share', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: title,
      head: [axis, 'Injected', ...series.flatMap((one) => [one, '95 % interval'])],
      numeric: Array.from({ length: 1 + 2 * series.length }, (_, i) => i + 1),
      rows: bins.map(({ range, injected, shares }) => [
        rangeWords(range),
        injected,
        ...shares.flatMap(([, share]) =>
          share === null
            ? ['not measured', '–']
            : [
                formatMeasure(share.value, 2),
                `${formatShare(share.interval[0], 2)} – ${formatShare(share.interval[1], 2)}`,
              ],
        ),
      ]),
    },
  }
}

/** A bin from 0 has no beginning on a logarithmic axis: half its end stands for it. */
function startOf([from, to]: CompletenessBin['range']): number {
  return from > 0 ? from : to / 2
}

function middleOf(range: CompletenessBin['range']): number {
  return Math.sqrt(startOf(range) * range[1])
}

export function CompletenessCurve(props: CompletenessCurveProps) {
  const { name, title, note, axis, bins } = props
  const figure = useMemo(() => completenessCurve({ name, title, note, axis, bins }), [name, title, note, axis, bins])
  return <PlotFigure figure={figure} />
}
