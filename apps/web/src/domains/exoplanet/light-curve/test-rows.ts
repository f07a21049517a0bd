import type { CandidateCurve, FoundSignal, MeasuredDepth } from '@vouch/contracts/domains/light-curve'
import { formatCount, formatQuantity } from '../../../ui/format.ts'
import { periodWords, ppmWords, sigmaWords } from './curve-words.ts'

/** Beyond it a vetter takes two depths for different. */
const TELLING_SIGMAS = 3

/** The signal of the search that a call is of; null of a period that was given. */
export function signalOf({ search, ephemeris }: CandidateCurve): { place: number; signal: FoundSignal } | null {
  const place = search?.signals.findIndex(({ period_days: period }) => nearly(period, ephemeris.period_days)) ?? -1
  const signal = search?.signals[place]
  return signal === undefined ? null : { place, signal }
}

function nearly(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 1e-4
}

/** What a vetter asks of a signal: the question, the answer, and what it says. */
export function testRows(candidate: CandidateCurve): [string, string, string][] {
  const { tests, ephemeris } = candidate
  const found = signalOf(candidate)?.signal ?? null
  const alias = found?.aliases.reduce<FoundSignal['aliases'][number] | null>(
    (strongest, one) => (strongest === null || one.snr > strongest.snr ? one : strongest),
    null,
  )
  return [
    [
      'Period',
      periodWords(ephemeris.period_days),
      `transit at ${ephemeris.epoch_days.toFixed(4)} d, ${formatQuantity(ephemeris.duration_hours)} h long`,
    ],
    ['Depth', depthWords(tests.depth), tests.depth === null ? '' : `${formatCount(tests.depth.n)} cadences`],
    ['Signal to noise', tests.snr === null ? 'not enough seen' : formatQuantity(tests.snr), ''],
    ['Detection efficiency (SDE)', found === null ? 'the period was given' : formatQuantity(found.sde), ''],
    ['Transits seen', formatCount(tests.transits), tests.transits < 3 ? 'fewer than three' : ''],
    [
      'Odd against even',
      sigmaWords(tests.odd_even_sigmas),
      tests.odd_even_sigmas === null
        ? ''
        : Math.abs(tests.odd_even_sigmas) > TELLING_SIGMAS
          ? `depths differ: ${depthWords(tests.odd)} and ${depthWords(tests.even)}`
          : 'depths agree',
    ],
    [
      'Deepest other dip',
      sigmaWords(tests.secondary_sigmas),
      tests.secondary === null ? '' : `${depthWords(tests.secondary)} at phase ${tests.secondary_phase.toFixed(3)}`,
    ],
    [
      'Aliases',
      alias === null || alias === undefined
        ? 'not assessed'
        : `×${formatQuantity(alias.factor)}: ${formatQuantity(alias.snr)}`,
      alias === null || alias === undefined || found === null
        ? ''
        : alias.snr > found.snr
          ? 'stronger than the period itself'
          : 'the strongest; the period itself is stronger',
    ],
  ]
}

function depthWords(depth: MeasuredDepth | null): string {
  return depth === null
    ? 'not enough seen'
    : `${ppmWords(depth.depth_ppm)} ± ${formatCount(Math.round(depth.error_ppm))}`
}
