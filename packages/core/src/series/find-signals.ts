import { detectionEfficiency } from './detection.ts'
import { maskTransits } from './detrend.ts'
import { type Ephemeris, fold } from './fold.ts'
import { type LightCurve, takeCadences } from './light-curve.ts'
import type { BoxPeriodogram } from './search-box.ts'
import { searchFolding } from './search-folding.ts'
import { type GridStar, plainGrid } from './search-grid.ts'
import { searchTransit } from './search-transit.ts'
import { type SignalTests, vetSignal } from './vet-signal.ts'
import { findSecondary } from './views.ts'

/** A signal that a search found. */
export interface Signal extends Ephemeris {
  /** of the limb-darkened transit that was fitted, in relative flux */
  readonly depth: number
  readonly sde: number
  readonly snr: number
  readonly tests: SignalTests
  /** other periods that explain it nearly as well: the factor to its own, and their signal to noise */
  readonly aliases: readonly { readonly factor: number; readonly snr: number }[]
}

export interface SignalSearch {
  readonly star: GridStar
  readonly fromDays: number
  readonly toDays: number
  /** signals that are looked for, at most, one after the other */
  readonly most: number
  /** what is fainter is noise: of the 1/√N of white noise a search of this many periods finds some of 7 (Jenkins et al. 2002) */
  readonly leastSnr: number
  /** fewer transits could be anything */
  readonly leastTransits: number
}

export interface FoundSignals {
  /** as they were found: the strongest first */
  readonly signals: readonly Signal[]
  /** of the whole curve, before anything was masked */
  readonly periodogram: BoxPeriodogram
}

export const SEARCH: Omit<SignalSearch, 'fromDays' | 'toDays'> = {
  star: { massSolar: 1, radiusSolar: 1 },
  most: 10,
  leastSnr: 7.1,
  leastTransits: 3,
}

/** Multiples of a period that a search confuses with it. */
const ALIASES = [1 / 3, 1 / 2, 2, 3] as const
/** An alias of nearly the same strength: with half the period every second dip would be empty, and the noise is not lower. */
const MASK_DURATIONS = 1

/**
 * Looks for one signal after the other, each masked before the next: the box search over all periods, then the shape of a
 * transit about its best period.
 * @param curve detrended, outliers above taken out
 * @param until told how far the search of the present signal is; true ends it
 */
export function findSignals(
  curve: LightCurve,
  search: SignalSearch,
  until?: (share: number, found: number) => boolean,
): FoundSignals {
  const signals: Signal[] = []
  let first: BoxPeriodogram | null = null
  let rest = curve
  let ended = false
  let coarser = STRONG_COARSER
  while (signals.length < search.most && !ended) {
    const told = (share: number) => (ended = until?.(share, signals.length) ?? false)
    const periodogram = searchFolding(rest, { ...search, coarser }, told)
    first ??= periodogram
    if (ended) break
    const leastSnr = coarser > 1 ? Math.max(STRONG_SNR, search.leastSnr) : search.leastSnr
    const signal = bestSignal(rest, periodogram, { ...search, leastSnr }, coarser > 1 ? STRONG_TRIES : MOST_TRIES)
    if (signal === null && coarser > 1) {
      // nothing strong is left: all that follows is looked for finely
      coarser = 1
      continue
    }
    if (signal === null) break
    signals.push(signal)
    const outside = maskTransits(rest.timeDays, [signal], MASK_DURATIONS)
    rest = takeCadences(
      rest,
      Array.from(outside.keys()).filter((i) => outside[i] === 1),
    )
  }
  return { signals, periodogram: first ?? searchFolding(curve, search, () => true) }
}

/** The strongest peak that is a signal; null where there is none. Peaks that are not are passed over, a few. */
function bestSignal(curve: LightCurve, periodogram: BoxPeriodogram, search: SignalSearch, most: number): Signal | null {
  const efficiency = detectionEfficiency(periodogram.snr)
  const passed = new Set<number>()
  for (let tries = 0; tries < most; tries++) {
    let peak = -1
    for (const [i, value] of efficiency.entries())
      if (!passed.has(i) && (peak < 0 || value > efficiency[peak]!)) peak = i
    if (peak < 0) return null
    const refined = refine(curve, periodogram, peak)
    const secondaryPhase = findSecondary(fold(curve, refined), refined)
    const tests = vetSignal(curve, refined, secondaryPhase)
    if (tests.transits >= search.leastTransits && refined.snr >= search.leastSnr)
      return { ...refined, sde: efficiency[peak]!, tests, aliases: aliasesOf(curve, refined) }
    for (let i = Math.max(0, peak - PASS); i <= peak + PASS; i++) passed.add(i)
  }
  return null
}

const MOST_TRIES = 20
/** A strong signal stands first, or is not there. */
const STRONG_TRIES = 3
/**
 * Signals as strong as this are looked for in steps twice as long, at a quarter of the cost: a box may then be half beside its
 * transit and still stands out. What is fainter is looked for in full once none of them is left.
 */
const STRONG_SNR = 20
const STRONG_COARSER = 2
/** Neighbours of a peak belong to it. */
const PASS = 50

type Refined = Ephemeris & { readonly depth: number; readonly snr: number }

/** Periods to each side of the best so far, and durations as shares of it; the second time finer. */
const PASSES = [
  { steps: 25, durations: [0.4, 0.5, 0.63, 0.8, 1, 1.25, 1.6, 2] },
  { steps: 25, durations: [0.8, 0.87, 0.93, 1, 1.07, 1.15, 1.25] },
] as const
const NARROWER = 8
/** Other periods move the first transit by less than so many durations, and the box was there. */
const REFINE_DURATIONS = 2

/** Fits the shape of a transit with periods about a peak, as far away as they move the last transit out of the first one. */
function refine(curve: LightCurve, periodogram: BoxPeriodogram, peak: number): Refined {
  const span = (curve.timeDays.at(-1) ?? 0) - (curve.timeDays[0] ?? 0)
  let best: Refined = strongest(periodogram, peak)
  let reach = (best.durationDays * best.periodDays) / span
  for (const { steps, durations } of PASSES) {
    const periods = Float64Array.from(
      { length: 2 * steps + 1 },
      (_, i) => best.periodDays + (reach * (i - steps)) / steps,
    )
    const tried = durations.map((factor) => factor * best.durationDays)
    const near = { epochDays: best.epochDays, reachDays: REFINE_DURATIONS * best.durationDays }
    const fitted = searchTransit(curve, plainGrid(periods, tried), { near })
    best = strongest(fitted, highest(fitted.snr))
    reach /= NARROWER
  }
  return best
}

function highest(values: Float64Array): number {
  let best = 0
  for (const [i, value] of values.entries()) if (value > values[best]!) best = i
  return best
}

function strongest({ periodsDays, snr, depth, durationDays, epochDays }: BoxPeriodogram, at: number): Refined {
  return {
    periodDays: periodsDays[at]!,
    epochDays: epochDays[at]!,
    durationDays: durationDays[at]!,
    depth: depth[at]!,
    snr: snr[at]!,
  }
}

function aliasesOf(curve: LightCurve, { periodDays, durationDays }: Ephemeris): Signal['aliases'] {
  return ALIASES.map((factor) => {
    const grid = plainGrid(Float64Array.of(periodDays * factor), [durationDays])
    return { factor, snr: searchTransit(curve, grid).snr[0] ?? 0 }
  })
}
