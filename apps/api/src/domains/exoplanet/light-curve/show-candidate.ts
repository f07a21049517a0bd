import type { CandidateCurve, CurveView } from '@vouch/contracts/domains/light-curve'
import { isQuantity, QUANTITIES } from '@vouch/core/domains/exoplanet/quantities'
import { signalTests } from '@vouch/core/domains/exoplanet/search-curve'
import { VouchError } from '@vouch/core/error'
import { type Ephemeris, fold } from '@vouch/core/series/fold'
import { vetSignal } from '@vouch/core/series/vet-signal'
import { KEPLER_VIEWS, localReachDays, type View, type Views } from '@vouch/core/series/views'
import type { NamedColumns } from '../../../prediction/table-domain.ts'
import type { CandidateTask } from './curve-tasks.ts'
import { ephemerisOf, type OpenCurve, openStars } from './open-curves.ts'

/** A candidate without what names it. */
export type Candidate = Omit<CandidateCurve, 'prediction_id' | 'row' | 'id'>

const HOURS = 24
const PPM = 1e6
/** Seven digits: more than any telescope's. */
const DIGITS = 7
/** Points of a fold that go over the wire. */
const MOST_FOLDED = 4000

/** @throws VouchError `not_found` where the row's light curve is not among those that came */
export async function showCandidate({ curves, columns, points }: CandidateTask): Promise<Candidate> {
  const star = (await openStars(curves)).find(columns.values['star']?.[0] ?? Number.NaN)
  const signal = star && ephemerisOf(columns, 0, star)
  if (!star || !signal) throw new VouchError('not_found', 'No light curve of this signal’s star was supplied.')
  const { curve: flat, trend } = star.cutter.signalCurve(signal)
  const views = star.cutter.views(signal, KEPLER_VIEWS)
  return {
    source: star.source,
    ephemeris: {
      period_days: signal.periodDays,
      epoch_days: signal.epochDays,
      duration_hours: signal.durationDays * HOURS,
    },
    tests: signalTests(vetSignal(flat, signal, views.secondaryPhase), views.secondaryPhase),
    search: star.search,
    curve: thinCurve(star, trend, points),
    folded: foldNear(flat, signal),
    views: showViews(views, signal),
    centroids: centroidsOf(columns),
  }
}

/** Of each stretch of cadences the lowest and the highest, so that no dip is lost between two that are kept. */
function thinCurve({ curve }: OpenCurve, trend: Float64Array, points: number): Candidate['curve'] {
  const n = curve.timeDays.length
  const kept: number[] = []
  const stretch = Math.ceil(n / Math.max(1, points >> 1))
  for (let from = 0; from < n; from += stretch) {
    let [low, high] = [from, from]
    for (let i = from; i < Math.min(n, from + stretch); i++) {
      if (curve.flux[i]! < curve.flux[low]!) low = i
      if (curve.flux[i]! > curve.flux[high]!) high = i
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]))
  }
  return {
    time_days: kept.map((i) => short(curve.timeDays[i]!, 10)),
    flux: kept.map((i) => short(curve.flux[i]!)),
    trend: kept.map((i) => short(trend[i]!)),
    n,
  }
}

function foldNear(curve: OpenCurve['curve'], signal: Ephemeris): Candidate['folded'] {
  const { phaseDays, flux } = fold(curve, signal)
  const reach = localReachDays(signal, KEPLER_VIEWS)
  const near = Array.from(phaseDays.keys()).filter((i) => Math.abs(phaseDays[i]!) <= reach)
  const every = Math.ceil(near.length / MOST_FOLDED)
  const kept = near.filter((_, i) => i % every === 0)
  return {
    phase_hours: kept.map((i) => short(phaseDays[i]! * HOURS)),
    flux: kept.map((i) => short(flux[i]!)),
    n: near.length,
  }
}

function showViews(views: Views, signal: Ephemeris): Candidate['views'] {
  const reach = localReachDays(signal, KEPLER_VIEWS)
  const half = signal.periodDays / 2
  const show = (view: View, to: number): CurveView => ({
    values: Array.from(view.values, (value) => short(value, 5)),
    from_days: -to,
    to_days: to,
    depth_ppm: view.scale * PPM,
  })
  return {
    global: show(views.global, half),
    local: show(views.local, reach),
    secondary: show(views.secondary, reach),
    odd: views.odd && show(views.odd, reach),
    even: views.even && show(views.even, reach),
  }
}

/** Where the light's centre was during transit, as the table has it. */
function centroidsOf({ values }: NamedColumns): Candidate['centroids'] {
  return Object.entries(values).flatMap(([name, column]) => {
    const value = column[0] ?? Number.NaN
    if (!/^(centroid|source_offset)_/.test(name) || !isQuantity(name) || Number.isNaN(value)) return []
    const { description, unit } = QUANTITIES[name]
    return [{ name, description, unit, value }]
  })
}

function short(value: number, digits = DIGITS): number {
  return Number(value.toPrecision(digits))
}
