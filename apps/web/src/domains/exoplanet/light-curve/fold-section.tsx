import type { Ephemeris } from '@vouch/core/series/fold'
import { useMemo, useState } from 'react'
import type { PlotAxes } from '../../../charts/canvas-plot.ts'
import { ExplorablePlot } from '../../../charts/explorable-plot.tsx'
import type { FigureNumbers } from '../../../charts/figure.ts'
import type { PlotLayer } from '../../../charts/plot-layer.ts'
import { counted, formatCount } from '../../../ui/format.ts'
import { ToggleChoice } from '../../../ui/toggle-choice.tsx'
import { fluxTickWords, fluxWords, periodWords } from './curve-words.ts'
import { fluxRange } from './flux-range.ts'
import { foldLive, type LiveFold, type Parity, type PhaseBins } from './live-fold.ts'
import { PeriodControl } from './period-control.tsx'

interface FoldSectionProps {
  /** without its trend */
  curve: { readonly timeDays: Float64Array; readonly flux: Float64Array }
  /** as it was found */
  found: Ephemeris
  /** of the deepest other dip, as a share of the period from the transit */
  secondaryPhase: number
}

type Reach = 'local' | 'global'
type Overlay = 'all' | 'parity'

/** How far the local view reaches to each side, in durations, and its bins: eight a duration. */
const REACH_DURATIONS = 4
const LOCAL_BINS = 64
const GLOBAL_BINS = 200

/** The curve folded over a period that the reader moves. */
export function FoldSection({ curve, found, secondaryPhase }: FoldSectionProps) {
  const [periodDays, setPeriodDays] = useState(found.periodDays)
  const [reach, setReach] = useState<Reach>('local')
  const [overlay, setOverlay] = useState<Overlay>('all')
  const yRange = useMemo(() => fluxRange(curve.flux), [curve])
  const bins = binsOf(reach, { ...found, periodDays })
  const folded = { curve, epochDays: found.epochDays, periodDays, bins, yRange }
  return (
    <div className="space-y-6">
      <PeriodControl
        value={periodDays}
        found={found}
        lastDays={curve.timeDays.at(-1) ?? found.epochDays}
        hoursInSight={bins.toHours - bins.fromHours}
        onChange={setPeriodDays}
      />
      <div className="flex flex-wrap gap-2">
        <ToggleChoice<Reach>
          label="How much of the period"
          value={reach}
          options={[
            ['local', 'Transit'],
            ['global', 'Whole period'],
          ]}
          onChange={setReach}
        />
        <ToggleChoice<Overlay>
          label="Which transits"
          value={overlay}
          options={[
            ['all', 'All'],
            ['parity', 'Odd and even'],
          ]}
          onChange={setOverlay}
        />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <FoldPlot {...folded} title="Folded" overlay={overlay} />
        <FoldPlot
          {...folded}
          title="About the deepest other dip"
          epochDays={found.epochDays + secondaryPhase * periodDays}
          bins={binsOf('local', { ...found, periodDays })}
          overlay="all"
        />
      </div>
    </div>
  )
}

function binsOf(reach: Reach, { periodDays, durationDays }: Ephemeris): PhaseBins {
  const half = 12 * periodDays
  const local = Math.min(half, REACH_DURATIONS * durationDays * 24)
  return reach === 'local'
    ? { fromHours: -local, toHours: local, count: LOCAL_BINS }
    : { fromHours: -half, toHours: half, count: GLOBAL_BINS }
}

interface FoldPlotProps {
  title: string
  curve: FoldSectionProps['curve']
  epochDays: number
  periodDays: number
  bins: PhaseBins
  yRange: { from: number; to: number }
  overlay: Overlay
}

const AXES: PlotAxes = {
  xLabel: 'Hours from the middle',
  yLabel: 'Relative flux',
  xWords: (hours) => String(Number(hours.toFixed(2))).replace('-', '−'),
  yWords: fluxTickWords,
}

function FoldPlot({ title, curve, epochDays, periodDays, bins, yRange, overlay }: FoldPlotProps) {
  const { fromHours, toHours, count } = bins
  const folds = useMemo(() => {
    const parities: readonly Parity[] = overlay === 'all' ? ['all'] : ['odd', 'even']
    return parities.map((parity) => ({
      parity,
      fold: foldLive(curve, { periodDays, epochDays }, { fromHours, toHours, count }, parity),
    }))
  }, [curve, epochDays, periodDays, fromHours, toHours, count, overlay])
  const layers = useMemo(() => folds.flatMap(({ parity, fold }) => layersOf(parity, fold, curve.flux)), [folds, curve])
  const whole = useMemo(() => ({ from: fromHours, to: toHours }), [fromHours, toHours])
  const n = folds.reduce((sum, { fold }) => sum + fold.n, 0)
  return (
    <ExplorablePlot
      title={title}
      note={
        <p data-numeric>
          {counted(n, 'cadence')} at {periodWords(periodDays)};{' '}
          {overlay === 'all' ? 'the line is the mean of each bin.' : 'odd transits and even ones, each with its means.'}
        </p>
      }
      spoken={`${counted(n, 'cadence')} folded at a period of ${periodWords(periodDays)}.`}
      axes={AXES}
      layers={layers}
      whole={whole}
      yRange={yRange}
      height={280}
      numbers={() => numbersOf(folds, curve.flux.length)}
    />
  )
}

function layersOf(parity: Parity, { phaseHours, binHours, binFlux }: LiveFold, flux: Float64Array): PlotLayer[] {
  const colour = parity === 'even' ? '--false-positive' : '--planet'
  return [
    { kind: 'points', x: phaseHours, y: flux, colour, size: 1.6 },
    { kind: 'line', x: binHours, y: binFlux, colour: parity === 'all' ? '--ink' : colour, width: 2 },
  ]
}

function numbersOf(
  folds: readonly { readonly parity: Parity; readonly fold: LiveFold }[],
  cadences: number,
): FigureNumbers {
  const [first] = folds
  const heads = folds.flatMap(({ parity }) =>
    parity === 'all' ? ['Mean flux', 'n'] : [`Mean, ${parity}`, `n, ${parity}`],
  )
  return {
    caption: `Means of bins, of ${formatCount(cadences)} cadences those in sight`,
    head: ['Hours', ...heads],
    numeric: [0, 1, 2, 3, 4].slice(0, 1 + heads.length),
    rows: [...(first?.fold.binHours ?? [])].map((hours, bin) => [
      hours.toFixed(2),
      ...folds.flatMap(({ fold }) => {
        const mean = fold.binFlux[bin] ?? Number.NaN
        return [Number.isNaN(mean) ? '–' : fluxWords(mean), formatCount(fold.binCounts[bin] ?? 0)]
      }),
    ]),
  }
}
