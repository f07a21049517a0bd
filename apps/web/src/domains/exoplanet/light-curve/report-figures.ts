import type { CandidateCurve, CurveSearch } from '@vouch/contracts/domains/light-curve'
import { axisX, axisY, dot, line, type Markish, type PlotOptions, ruleX, text } from '@observablehq/plot'
import type { ShownCurve } from './shown-curve.ts'
import { signalOf } from './test-rows.ts'
import { fluxTickWords, timeLabel } from './curve-words.ts'

/** A figure of the report: its options for a width. */
type Drawing = (width: number) => PlotOptions

const MARGINS = { marginLeft: 58, marginRight: 8, marginTop: 8, marginBottom: 32 } as const

function axes(x: string): Markish[] {
  return [
    axisX({ label: x, labelArrow: 'none', labelAnchor: 'center', ticks: 8 }),
    axisY({ label: null, ticks: 3, tickFormat: fluxTickWords }),
  ]
}

/** The curve as it was measured with its trend, or divided by it. */
export function curveDrawing(curve: ShownCurve, kind: 'raw' | 'flat'): Drawing {
  const y = kind === 'flat' && curve.flat !== null ? curve.flat : curve.flux
  const places = [...curve.timeDays.keys()]
  const at = (values: Float64Array | null) => (place: number) => values?.[place] ?? Number.NaN
  return () => ({
    ...MARGINS,
    height: 118,
    marks: [
      dot(places, { x: at(curve.timeDays), y: at(y), r: 0.7, fill: 'var(--planet)' }),
      ...(kind === 'raw'
        ? [
            line(places, {
              x: at(curve.timeDays),
              y: at(curve.trend),
              z: stretches(curve),
              stroke: 'var(--ink)',
              strokeWidth: 0.9,
            }),
          ]
        : []),
      ...axes(timeLabel(curve.timeZero)),
    ],
  })
}

/** Which stretch each cadence is of: a line a stretch, none over a gap. */
function stretches({ timeDays, breaks }: ShownCurve): number[] {
  let stretch = 0
  return Array.from(timeDays, (_, place) => (breaks.has(place) ? (stretch += 1) : stretch))
}

/** Signal to noise period by period, with the signals' numbers. */
export function periodogramDrawing(candidate: CandidateCurve, { signals, periodogram }: CurveSearch): Drawing {
  const places = [...periodogram.snr.keys()]
  const chosen = signalOf(candidate)
  return () => ({
    ...MARGINS,
    height: 190,
    x: { type: 'log' },
    marks: [
      line(places, {
        x: (place: number) => periodogram.period_days[place],
        y: (place: number) => periodogram.snr[place],
        stroke: 'var(--planet)',
        strokeWidth: 0.9,
        sort: (place: number) => periodogram.period_days[place] ?? 0,
      }),
      ruleX(signals, { x: 'period_days', stroke: 'var(--false-positive)', strokeDasharray: '4 3' }),
      ruleX(chosen?.signal.aliases ?? [], {
        x: ({ factor }: { factor: number }) => factor * (chosen?.signal.period_days ?? 1),
        stroke: 'var(--muted)',
        strokeDasharray: '1 3',
      }),
      text(signals, {
        x: 'period_days',
        text: (_, i: number) => String(i + 1),
        frameAnchor: 'top',
        dx: 6,
        fill: 'var(--false-positive)',
      }),
      axisX({
        label: 'Period, days',
        labelArrow: 'none',
        labelAnchor: 'center',
        ticks: 6,
        tickFormat: (days: number) => String(days),
      }),
      axisY({ label: null, ticks: 4 }),
    ],
  })
}
