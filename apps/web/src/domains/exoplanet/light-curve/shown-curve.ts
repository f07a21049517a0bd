import type { Dropped } from '@vouch/core/series/light-curve'
import { splitGaps } from '@vouch/core/series/split-gaps'
import type { CandidateCurve } from '@vouch/contracts/domains/light-curve'
import type { FigureNumbers } from '../../../charts/figure.ts'
import { thinCurve } from '../../../charts/thin-curve.ts'
import { formatCount } from '../../../ui/format.ts'
import { fluxWords, pieceWords } from './curve-words.ts'
import type { OpenedStar } from './use-local-stars.ts'

/** A curve as the page draws it, wherever it comes from. */
export interface ShownCurve {
  readonly object: string | null
  readonly timeZero: number | null
  readonly timeDays: Float64Array
  /** relative */
  readonly flux: Float64Array
  /** null until it is worked out */
  readonly trend: Float64Array | null
  /** flux over trend; null as long as there is none */
  readonly flat: Float64Array | null
  /** cadences of the star, of which these are some */
  readonly n: number
  readonly dropped: readonly Dropped[]
  /** places at which a stretch begins after a gap */
  readonly breaks: ReadonlySet<number>
  /** where a quarter or sector begins, and what it is called */
  readonly pieces: readonly { readonly x: number; readonly word: string }[]
}

export function shownOfStar({ curve, source, dropped, trend }: OpenedStar): ShownCurve {
  const begins = [...curve.timeDays.keys()].filter((i) => i === 0 || curve.piece[i] !== curve.piece[i - 1])
  return {
    object: source.object,
    timeZero: source.timeZero,
    timeDays: curve.timeDays,
    flux: curve.flux,
    trend,
    flat: trend && curve.flux.map((value, i) => value / trend[i]!),
    n: curve.timeDays.length,
    dropped,
    breaks: breaksOf(curve.timeDays, curve.piece),
    pieces:
      source.pieces.length < 2 && source.pieces[0] === null
        ? []
        : begins.map((at, place) => ({
            x: curve.timeDays[at]!,
            word: pieceWords(source.mission, source.pieces[place] ?? null, place),
          })),
  }
}

export function shownOfCandidate({ curve, source }: CandidateCurve): ShownCurve {
  const timeDays = Float64Array.from(curve.time_days)
  const flux = Float64Array.from(curve.flux)
  const trend = Float64Array.from(curve.trend)
  return {
    object: source.object,
    timeZero: source.time_zero,
    timeDays,
    flux,
    trend,
    flat: flux.map((value, i) => value / trend[i]!),
    n: curve.n,
    dropped: source.dropped,
    breaks: breaksOf(timeDays, new Uint16Array(timeDays.length)),
    pieces: [],
  }
}

function breaksOf(timeDays: Float64Array, piece: Uint16Array): ReadonlySet<number> {
  return new Set(splitGaps({ timeDays, piece }).map(({ from }) => from))
}

/** As many rows as can still be read through. */
const TABLE_ROWS = 200

/** Some of a curve's cadences, evenly over its time, as a table that says so. */
export function curveNumbers({ timeDays, flux, trend, flat, n }: ShownCurve): FigureNumbers {
  const places = thinCurve([...timeDays.keys()], TABLE_ROWS)
  const thinned =
    places.length < n
      ? `${formatCount(places.length)} of ${formatCount(n)} cadences, evenly spaced`
      : `All ${formatCount(n)} cadences`
  const cell = (values: Float64Array | null, place: number) => (values === null ? '–' : fluxWords(values[place]!))
  return {
    caption: `The light curve: ${thinned}`,
    head: ['Time, d', 'Flux', 'Trend', 'Flux without trend'],
    numeric: [0, 1, 2, 3],
    rows: places.map((place) => [
      timeDays[place]!.toFixed(4),
      cell(flux, place),
      cell(trend, place),
      cell(flat, place),
    ]),
  }
}
