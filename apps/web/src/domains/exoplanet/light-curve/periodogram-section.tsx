import type { CurveSearch, FoundSignal } from '@vouch/contracts/domains/light-curve'
import { useMemo } from 'react'
import type { PlotAxes } from '../../../charts/canvas-plot.ts'
import { ExplorablePlot } from '../../../charts/explorable-plot.tsx'
import { logTicks } from '../../../charts/log-ticks.ts'
import type { PlotLayer } from '../../../charts/plot-layer.ts'
import { counted, formatCount, formatQuantity } from '../../../ui/format.ts'
import { thinCurve } from '../../../charts/thin-curve.ts'
import { periodWords } from './curve-words.ts'

interface PeriodogramSectionProps {
  search: CurveSearch
  /** place of the chosen signal; null: none */
  chosen: number | null
}

/** Signal to noise period by period, on a logarithmic axis; the signals are marked, and of the chosen one its aliases. */
export function PeriodogramSection({ search, chosen }: PeriodogramSectionProps) {
  const { signals, periodogram } = search
  const signal = chosen === null ? null : (signals[chosen] ?? null)
  const layers = useMemo(() => layersOf(search, signal), [search, signal])
  const whole = useMemo(() => {
    const periods = periodogram.period_days
    const [from, to] = [Math.min(...ends(periods)), Math.max(...ends(periods))]
    return { from: Math.log10(from), to: Math.log10(to) }
  }, [periodogram])
  const spoken = `${counted(periodogram.periods, 'period')} tried, ${counted(signals.length, 'signal')} found.`
  return (
    <ExplorablePlot
      title="Periodogram"
      note={
        <p data-numeric>
          Signal to noise of the best box at each of {counted(periodogram.periods, 'period')}; of{' '}
          {formatCount(periodogram.period_days.length)} stretches the highest. Signals are numbered
          {signal !== null && signal.aliases.length > 0 && ', aliases of the chosen one dotted with their factor'}.
        </p>
      }
      spoken={spoken}
      axes={AXES}
      layers={layers}
      whole={whole}
      height={220}
      numbers={() => ({
        caption: `Periodogram: ${formatCount(Math.min(TABLE_ROWS, periodogram.snr.length))} of ${formatCount(periodogram.snr.length)} stretches of ${counted(periodogram.periods, 'period')}`,
        head: ['Period, d', 'Signal to noise'],
        numeric: [0, 1],
        rows: thinCurve([...periodogram.snr.keys()], TABLE_ROWS).map((place) => [
          periodWords(periodogram.period_days[place]!),
          formatQuantity(periodogram.snr[place]!),
        ]),
      })}
    />
  )
}

const TABLE_ROWS = 200

const AXES: PlotAxes = {
  xLabel: 'Period, days (logarithmic)',
  yLabel: 'Signal to noise',
  xWords: (log) => String(Number((10 ** log).toPrecision(4))),
  yWords: (snr) => String(Number(snr.toFixed(2))),
  xTicks: logTicks,
}

/** The first and the last: periods come in order, of which kind does not matter. */
function ends(periods: readonly number[]): [number, number] {
  return [periods[0] ?? 1, periods.at(-1) ?? 10]
}

function layersOf({ signals, periodogram }: CurveSearch, chosen: FoundSignal | null): PlotLayer[] {
  const order = [...periodogram.period_days.keys()].sort(
    (a, b) => periodogram.period_days[a]! - periodogram.period_days[b]!,
  )
  const marks = signals
    .map(({ period_days: period }, place) => ({ x: Math.log10(period), word: String(place + 1) }))
    .sort((a, b) => a.x - b.x)
  const aliases = (chosen?.aliases ?? [])
    .map(({ factor }) => ({ x: Math.log10((chosen?.period_days ?? 1) * factor), word: `×${formatQuantity(factor)}` }))
    .sort((a, b) => a.x - b.x)
  return [
    {
      kind: 'line',
      x: Float64Array.from(order, (place) => Math.log10(periodogram.period_days[place]!)),
      y: Float64Array.from(order, (place) => periodogram.snr[place]!),
      colour: '--planet',
      width: 1.2,
    },
    { kind: 'verticals', at: aliases, colour: '--muted', dash: [1, 4] },
    { kind: 'verticals', at: marks, colour: '--false-positive', dash: [6, 4] },
  ]
}
