import { phaseDays, type Ephemeris } from '@vouch/core/series/fold'
import { useMemo, useState } from 'react'
import type { PlotAxes } from '../../../charts/canvas-plot.ts'
import { ExplorablePlot } from '../../../charts/explorable-plot.tsx'
import type { PlotLayer } from '../../../charts/plot-layer.ts'
import { counted, formatCount } from '../../../ui/format.ts'
import { ToggleChoice } from '../../../ui/toggle-choice.tsx'
import { cadenceWords, daysWords, fluxTickWords, timeLabel } from './curve-words.ts'
import { curveNumbers, type ShownCurve } from './shown-curve.ts'

type Kind = 'raw' | 'flat'

interface CurveSectionProps {
  curve: ShownCurve
  /** whose transits are marked */
  signal?: Ephemeris | null
}

/** A star's light over time, as it was measured or without its trend. */
export function CurveSection({ curve, signal = null }: CurveSectionProps) {
  const [kind, setKind] = useState<Kind>('raw')
  const shown: Kind = curve.flat === null ? 'raw' : kind
  const { timeZero } = curve
  const axes = useMemo<PlotAxes>(
    () => ({ xLabel: timeLabel(timeZero), yLabel: 'Relative flux', xWords: tickDays, yWords: fluxTickWords }),
    [timeZero],
  )
  const layers = useMemo(() => layersOf(curve, shown, signal), [curve, shown, signal])
  const whole = useMemo(() => {
    const [first = 0, last = 1] = [curve.timeDays[0], curve.timeDays.at(-1)]
    const room = (last - first) * 0.01 || 1
    return { from: first - room, to: last + room }
  }, [curve])
  const n = curve.timeDays.length
  const spoken = `${counted(n, 'cadence')} over ${daysWords(whole.to - whole.from)}${n < curve.n ? `, of ${formatCount(curve.n)}` : ''}.`
  return (
    <ExplorablePlot
      title={`Light curve${curve.object === null ? '' : ` of ${curve.object}`}`}
      note={<Note curve={curve} shown={shown} marked={signal !== null} />}
      spoken={spoken}
      axes={axes}
      layers={layers}
      whole={whole}
      height={300}
      numbers={() => curveNumbers(curve)}
      tools={
        <ToggleChoice<Kind>
          label="Which flux"
          value={shown}
          options={[
            ['raw', 'As measured'],
            ['flat', curve.flat === null ? 'Without trend …' : 'Without trend'],
          ]}
          onChange={setKind}
        />
      }
    />
  )
}

function tickDays(days: number): string {
  return String(Number(days.toFixed(4)))
}

function Note({ curve, shown, marked }: { curve: ShownCurve; shown: Kind; marked: boolean }) {
  const n = curve.timeDays.length
  return (
    <p data-numeric>
      {n < curve.n && `${formatCount(n)}, the deepest among them, of `}
      {cadenceWords(curve.n, curve.dropped)}.{' '}
      {shown === 'raw' && (curve.trend === null ? 'Its trend is being worked out…' : 'The line is the trend.')}
      {shown === 'flat' && 'Divided by the trend.'}
      {marked && ' Within the transits of the chosen signal the points have the other colour.'}
    </p>
  )
}

function layersOf(curve: ShownCurve, shown: Kind, signal: Ephemeris | null): PlotLayer[] {
  const { timeDays: x, trend, flat, breaks, pieces } = curve
  const y = shown === 'flat' && flat !== null ? flat : curve.flux
  const within =
    signal === null ? [] : [...x.keys()].filter((i) => Math.abs(phaseDays(x[i]!, signal)) < signal.durationDays / 2)
  const layers: PlotLayer[] = [
    { kind: 'verticals', at: pieces, colour: '--muted', dash: [2, 4] },
    { kind: 'points', x, y, colour: '--planet', size: 1.6 },
    {
      kind: 'points',
      x: Float64Array.from(within, (i) => x[i]!),
      y: Float64Array.from(within, (i) => y[i]!),
      colour: '--false-positive',
      size: 2.6,
    },
  ]
  if (shown === 'raw' && trend !== null) layers.push({ kind: 'line', x, y: trend, colour: '--ink', width: 1.4, breaks })
  return layers
}
