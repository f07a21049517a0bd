import type { CurveSearch, CurveSource, FoundSignal } from '@vouch/contracts/domains/light-curve'
import type { Row } from '@vouch/contracts/submission'
import type { ModelView } from '@vouch/contracts/model'
import { detrend, maskTransits } from '../../../series/detrend.ts'
import type { Ephemeris } from '../../../series/fold.ts'
import { injectTransit } from '../../../series/inject-transit.ts'
import { type LightCurve, takeCadences } from '../../../series/light-curve.ts'
import { matchSignal } from '../../../series/match-signal.ts'
import { robustSigma } from '../../../series/median.ts'
import { transitNumber } from '../../../series/fold.ts'
import { createCurveCutter, isSeen, joinViews, viewSizes } from '../curve-views.ts'
import { type CurveSearchOptions, searchCurve } from '../search-curve.ts'
import { signalRow } from '../signal-row.ts'
import { starNumber } from '../curve-source.ts'
import type { DrawnPlanet } from './draw-injections.ts'

/** A curve that planets are put into, one at a time. */
export interface InjectedStar {
  /** the curve without the transits of its own signals */
  readonly curve: LightCurve
  readonly source: CurveSource
  readonly spanDays: number
  /** one sigma of a cadence, the trend taken out */
  readonly noise: number
  /** its own signals, which were taken out */
  readonly own: readonly FoundSignal[]
}

/** What a search found of a planet that was put into the curve. */
export interface Recovery {
  /** in which a cadence lies */
  readonly transits: number
  /** √Σ (1 − flux)² ÷ noise: of a filter that knew the transit */
  readonly expectedSnr: number
  /** what was found at it; null: nothing */
  readonly found: FoundSignal | null
  /** period of what was found, in its own */
  readonly factor: number | null
  /** as it goes to the model, where it was found with its own period and is seen */
  readonly candidate: { readonly row: Row; readonly views: Float32Array } | null
}

const HOURS = 24
/** The curve's own signals are looked for before anything is put into it: what is left of them would be found first. */
const MOST_OWN = 5
/** To each side of the middle of a transit, as a search for the next signal masks one. */
const TAKEN_DURATIONS = 1

/**
 * Looks for the signals that a curve has of its own, and takes their transits out.
 * @throws VouchError `invalid` like `searchCurve`
 */
export function openInjectedStar(
  curve: LightCurve,
  source: CurveSource,
  search: Omit<CurveSearchOptions, 'most'>,
): InjectedStar {
  const { signals } = searchCurve({ curve, source }, { ...search, most: MOST_OWN })
  const outside = maskTransits(curve.timeDays, signals.map(toEphemeris), TAKEN_DURATIONS)
  const rest = takeCadences(
    curve,
    Array.from(outside.keys()).filter((i) => outside[i] === 1),
  )
  const { timeDays } = rest
  return {
    curve: rest,
    source,
    spanDays: (timeDays.at(-1) ?? 0) - (timeDays[0] ?? 0),
    noise: robustSigma(detrend(rest, { kind: 'spline' }).curve.flux),
    own: signals,
  }
}

/** Puts one planet into a star's curve as it was observed, and looks for it as for any: trend, search, and views for the model. */
export function recoverInjection(
  { curve, source, spanDays, noise }: InjectedStar,
  planet: DrawnPlanet,
  { search, views }: { readonly search: CurveSearchOptions; readonly views: readonly ModelView[] },
): Recovery {
  const injected = injectTransit(curve, planet)
  const { signals } = searchCurve({ curve: injected.curve, source }, search)
  const match = matchAny(signals, planet, spanDays)
  return {
    transits: countTransits(injected.transit, curve.timeDays, planet),
    expectedSnr: Math.sqrt(injected.transit.reduce((sum, flux) => sum + ((1 - flux) / noise) ** 2, 0)),
    found: match?.found ?? null,
    factor: match?.factor ?? null,
    candidate: match?.factor === 1 ? candidateOf(injected.curve, { source, signals, found: match.found, views }) : null,
  }
}

/** The signal of its own period before one of a multiple. */
function matchAny(
  signals: CurveSearch['signals'],
  planet: Ephemeris,
  spanDays: number,
): { found: FoundSignal; factor: number } | null {
  const matches = signals.flatMap((found) => {
    const factor = matchSignal(toEphemeris(found), planet, spanDays)
    return factor === null ? [] : [{ found, factor }]
  })
  return matches.find(({ factor }) => factor === 1) ?? matches[0] ?? null
}

function candidateOf(
  curve: LightCurve,
  {
    source,
    signals,
    found,
    views,
  }: { source: CurveSource; signals: CurveSearch['signals']; found: FoundSignal; views: readonly ModelView[] },
): Recovery['candidate'] {
  const signal = toEphemeris(found)
  if (!isSeen(curve, signal)) return null
  const cutter = createCurveCutter({ curve, signals: signals.map(toEphemeris) })
  return {
    row: signalRow(cutter, signal, { source, star: starNumber(source.object), number: 1 }),
    views: joinViews(cutter.views(signal, viewSizes(views)), views),
  }
}

function countTransits(transit: Float64Array, timeDays: Float64Array, planet: Ephemeris): number {
  const seen = new Set<number>()
  for (const [i, flux] of transit.entries()) if (flux < 1) seen.add(transitNumber(timeDays[i]!, planet))
  return seen.size
}

function toEphemeris({ period_days, epoch_days, duration_hours }: FoundSignal): Ephemeris {
  return { periodDays: period_days, epochDays: epoch_days, durationDays: duration_hours / HOURS }
}
