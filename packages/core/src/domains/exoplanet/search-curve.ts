import type {
  CurveSearch,
  CurveSource,
  FoundSignal,
  MeasuredDepth,
  SignalTests,
} from '@vouch/contracts/domains/light-curve'
import { VouchError } from '../../error.ts'
import { detrend, dropBrightOutliers } from '../../series/detrend.ts'
import { findSignals, SEARCH, type Signal } from '../../series/find-signals.ts'
import { fold } from '../../series/fold.ts'
import type { LightCurve } from '../../series/light-curve.ts'
import type { BoxPeriodogram } from '../../series/search-box.ts'
import type { MeasuredDepth as OwnDepth, SignalTests as OwnTests } from '../../series/vet-signal.ts'
import { findSecondary } from '../../series/views.ts'
import { gridStar } from './curve-source.ts'

export interface CurveSearchOptions {
  /** default: half a day */
  readonly fromDays?: number | undefined
  /** default: half of what the curve spans, where a third transit may be seen */
  readonly toDays?: number | undefined
  readonly most: number
}

const FROM_DAYS = 0.5
/** The trend of a search knows of no transit yet: a window that is long beside any of them. */
const WINDOW_DAYS = 2
const HOURS = 24
const PPM = 1e6
/** Of a periodogram's periods, the highest of each stretch goes over the wire. */
const MOST_PERIODS = 2000

/**
 * Looks for transits in a star's light: its trend taken out, the box search over all periods, then the shape of a transit.
 * @param until told how far it is, from 0 to 1; true ends it
 * @throws VouchError `invalid` where the curve is too short for the range, or its cadences are not even
 */
export function searchCurve(
  { curve, source }: { readonly curve: LightCurve; readonly source: CurveSource },
  { fromDays = FROM_DAYS, toDays, most }: CurveSearchOptions,
  until: (share: number) => boolean = () => false,
): CurveSearch {
  const spanDays = (curve.timeDays.at(-1) ?? 0) - (curve.timeDays[0] ?? 0)
  const longest = toDays ?? spanDays / 2
  if (!(longest > fromDays))
    throw refused(
      'to_days',
      `The curve spans ${spanDays.toFixed(1)} days: no period above ${fromDays} is seen twice in it.`,
    )
  const flat = dropBrightOutliers(detrend(curve, { kind: 'biweight', windowDays: WINDOW_DAYS }).curve)
  const search = { ...SEARCH, star: gridStar(source), fromDays, toDays: longest, most }
  try {
    const { signals, periodogram } = findSignals(flat, search, (share, found) => until((found + share) / most))
    return {
      signals: signals.map((signal) => toFound(signal, findSecondary(fold(flat, signal), signal))),
      periodogram: thin(periodogram),
    }
  } catch (error) {
    if (error instanceof RangeError) throw refused('file', `The curve cannot be searched: ${error.message}.`, error)
    throw error
  }
}

function refused(field: string, detail: string, cause?: unknown): VouchError {
  return new VouchError('invalid', detail, [{ field, message: detail }], cause)
}

function toFound(signal: Signal, secondaryPhase: number): FoundSignal {
  return {
    period_days: signal.periodDays,
    epoch_days: signal.epochDays,
    duration_hours: signal.durationDays * HOURS,
    depth_ppm: signal.depth * PPM,
    sde: signal.sde,
    snr: signal.snr,
    tests: signalTests(signal.tests, secondaryPhase),
    aliases: signal.aliases.map(({ factor, snr }) => ({ factor, snr })),
  }
}

/** What was measured of a signal, as it goes over the wire. */
export function signalTests(tests: OwnTests, secondaryPhase: number): SignalTests {
  return {
    depth: toDepth(tests.depth),
    snr: tests.snr,
    transits: tests.transits,
    odd: toDepth(tests.odd),
    even: toDepth(tests.even),
    odd_even_sigmas: tests.oddEvenSigmas,
    secondary: toDepth(tests.secondary),
    secondary_sigmas: tests.secondarySigmas,
    secondary_phase: secondaryPhase,
  }
}

function toDepth(measured: OwnDepth | null): MeasuredDepth | null {
  return measured && { depth_ppm: measured.depth * PPM, error_ppm: measured.error * PPM, n: measured.n }
}

/** The highest of each stretch of periods, which are as many to each factor. */
function thin({ periodsDays, snr }: BoxPeriodogram): CurveSearch['periodogram'] {
  const periods = periodsDays.length
  const kept: number[] = []
  const [first = 1, last = 1] = [periodsDays[0], periodsDays.at(-1)]
  let [best, stretch] = [-1, 0]
  for (const [i, period] of periodsDays.entries()) {
    const own = Math.floor((Math.log(period / first) / Math.log(last / first)) * MOST_PERIODS)
    if (own !== stretch && best >= 0) {
      kept.push(best)
      best = -1
    }
    stretch = own
    if (best < 0 || snr[i]! > snr[best]!) best = i
  }
  if (best >= 0) kept.push(best)
  return {
    period_days: kept.map((i) => Number(periodsDays[i]!.toPrecision(9))),
    snr: kept.map((i) => Number(snr[i]!.toPrecision(5))),
    periods,
  }
}
