import type { ModelView } from '@vouch/contracts/model'
import { detrend, dropBrightOutliers, maskTransits } from '../../series/detrend.ts'
import type { Ephemeris } from '../../series/fold.ts'
import { type LightCurve, takeCadences } from '../../series/light-curve.ts'
import { makeViews, type Views, type ViewSizes } from '../../series/views.ts'

/** A star's light, and the signals that are known in it. */
export interface StarCurve {
  /** as it was observed: the star's own changes are in it */
  readonly curve: LightCurve
  readonly signals: readonly Ephemeris[]
}

/** A curve without its trend, for one signal in it. */
export interface SignalCurve {
  /** flux over trend, without what is far above it and without the transits of other signals */
  readonly curve: LightCurve
  /** at every cadence of the star's curve */
  readonly trend: Float64Array
}

/** Cuts what is asked of one star's curve; the trend of the last signals that were masked is kept for the next. */
export interface CurveCutter {
  signalCurve(signal: Ephemeris): SignalCurve
  views(signal: Ephemeris, sizes: ViewSizes): Views
}

/** How much of another signal's transit to each side of its middle is left out, in durations. */
const OTHER_DURATIONS = 0.75
/** Two periods are one signal when they differ by less, and their transits meet. */
const SAME_PERIOD = 2e-3

/** Detrended as the curves were that the networks learned from (Shallue & Vanderburg 2018, §3.3). */
export function createCurveCutter({ curve, signals }: StarCurve): CurveCutter {
  let held: { key: string; curve: LightCurve; trend: Float64Array } | null = null
  const flat = (masked: readonly Ephemeris[]) => {
    const key = JSON.stringify(masked)
    if (held?.key !== key) {
      const { curve: whole, trend } = detrend(curve, { kind: 'spline' }, masked)
      held = { key, curve: dropBrightOutliers(whole), trend }
    }
    return held
  }
  const signalCurve = (signal: Ephemeris): SignalCurve => {
    const others = signals.filter((other) => !isSame(other, signal))
    // one of the known signals is masked with the others, so that all of them share a trend
    const known = others.length < signals.length
    const { curve: whole, trend } = flat(known ? signals : [...signals, signal])
    if (others.length === 0) return { curve: whole, trend }
    const outside = maskTransits(whole.timeDays, others, OTHER_DURATIONS)
    const inside = maskTransits(whole.timeDays, [signal], OTHER_DURATIONS)
    const kept = Array.from(outside.keys()).filter((i) => outside[i] === 1 || inside[i] === 0)
    return { curve: takeCadences(whole, kept), trend }
  }
  return { signalCurve, views: (signal, sizes) => makeViews(signalCurve(signal).curve, signal, sizes) }
}

function isSame(a: Ephemeris, b: Ephemeris): boolean {
  if (Math.abs(a.periodDays / b.periodDays - 1) > SAME_PERIOD) return false
  const cycles = (a.epochDays - b.epochDays) / b.periodDays
  const apart = Math.abs(cycles - Math.round(cycles)) * b.periodDays
  return apart < Math.max(a.durationDays, b.durationDays)
}

/** How a model's views are cut. */
export function viewSizes(views: readonly ModelView[]): ViewSizes {
  const bins = (name: ModelView['name']) => views.find((view) => view.name === name)
  const local = bins('local') ?? bins('secondary')
  return {
    global: bins('global')?.bins ?? local?.bins ?? 0,
    local: local?.bins ?? 0,
    reachDurations: local?.reach_durations ?? 0,
  }
}

/** The bins of a model's views in its order, one after the other. */
export function joinViews(cut: Views, views: readonly ModelView[]): Float32Array {
  return Float32Array.from(views.flatMap(({ name }) => [...cut[name].values]))
}

/** A transit that no cadence lies in is nothing that can be looked at. */
export function isSeen({ timeDays }: LightCurve, signal: Ephemeris): boolean {
  const outside = maskTransits(timeDays, [signal], 0.5)
  return outside.includes(0)
}
