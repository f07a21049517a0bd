import { axisX, axisY, rectY, ruleX, ruleY, rect, text, type PlotOptions } from '@observablehq/plot'
import { useMemo } from 'react'
import { formatCount, formatThreshold } from '../ui/format.ts'
import { useWidth } from '../ui/use-width.ts'
import { FigureDownloads } from './figure-downloads.tsx'
import type { Figure } from './figure.ts'
import { PlotCanvas } from './plot-figure.tsx'

export interface HistogramBin {
  /** probabilities in [from, to); the last bin holds 1 as well */
  from: number
  to: number
  planets: number
  falsePositives: number
}

interface ProbabilityHistogramProps {
  bins: readonly HistogramBin[]
  threshold: number
  abstain: { from: number; to: number } | null
  label: string
}

/** Left and right of the scale, in px: a slider beneath can share it. */
export const HISTOGRAM_MARGIN = { left: 56, right: 16 } as const
const HEIGHT = 210

/** How many calls have which probability, stacked by what they are called at this threshold. */
export function ProbabilityHistogram({ bins, threshold, abstain, label }: ProbabilityHistogramProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const figure = useMemo(() => histogramFigure({ bins, threshold, abstain, label }), [bins, threshold, abstain, label])
  return (
    <div ref={box} className="min-w-0" style={{ minHeight: HEIGHT }}>
      {width > 0 && <PlotCanvas label={label} options={figure.options} width={width} />}
      <div className="text-right">
        <FigureDownloads figure={figure} />
      </div>
    </div>
  )
}

/** The histogram as a file has it: what its label says to a listener is its caption. */
export function histogramFigure(props: ProbabilityHistogramProps): Figure {
  const { bins, label, abstain } = props
  const n = bins.reduce((sum, bin) => sum + bin.planets + bin.falsePositives, 0)
  const band =
    abstain === null
      ? ''
      : ` Shaded: ${formatThreshold(abstain.from)} to ${formatThreshold(abstain.to)}, where the model abstains.`
  return {
    name: 'probabilities',
    title: 'Probabilities',
    note: `${label} n = ${formatCount(n)} calls. Blue: called planets; vermilion: called false positives.${band}`,
    options: () => histogramOptions(props),
    numbers: {
      caption: 'Calls by probability',
      head: ['From', 'To', 'Planets', 'False positives'],
      numeric: [0, 1, 2, 3],
      rows: bins.map(({ from, to, planets, falsePositives }) => [from, to, planets, falsePositives]),
    },
  }
}

function histogramOptions({ bins, threshold, abstain }: ProbabilityHistogramProps): PlotOptions {
  const top = Math.max(1, ...bins.map((bin) => bin.planets + bin.falsePositives))
  const inset = { insetLeft: 0.5, insetRight: 0.5 }
  const band = abstain === null || abstain.to <= abstain.from ? [] : [abstain]
  return {
    height: HEIGHT,
    marginLeft: HISTOGRAM_MARGIN.left,
    marginRight: HISTOGRAM_MARGIN.right,
    marginTop: 26,
    marginBottom: 36,
    x: { domain: [0, 1] },
    y: { domain: [0, top], nice: true },
    marks: [
      rect(band, { x1: 'from', x2: 'to', fill: 'var(--edge)', fillOpacity: 0.22 }),
      rectY(bins, { x1: 'from', x2: 'to', y1: 0, y2: 'falsePositives', fill: 'var(--false-positive)', ...inset }),
      rectY(bins, {
        x1: 'from',
        x2: 'to',
        y1: 'falsePositives',
        y2: (bin: HistogramBin) => bin.falsePositives + bin.planets,
        fill: 'var(--planet)',
        ...inset,
      }),
      ruleY([0], { stroke: 'var(--edge)' }),
      ruleX([threshold], { stroke: 'var(--ink)', strokeWidth: 2, insetTop: -8 }),
      text([threshold], {
        x: (value: number) => value,
        text: formatThreshold,
        frameAnchor: 'top',
        dy: -20,
        fill: 'var(--ink)',
        fontWeight: 600,
      }),
      axisX({
        ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
        label: 'Probability of a planet',
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
      axisY({ ticks: 4, label: 'Calls', labelArrow: 'none', tickFormat: ',d' }),
    ],
  }
}
