import type { Random } from '../random.ts'
import { farthestPoints, toRanks } from './farthest-points.ts'

/** The assessed calls of one submission, that some are chosen from. Every list is in the order of `rows`. */
export interface AssessedCalls {
  readonly rows: ArrayLike<number> & Iterable<number>
  readonly probability: Float64Array
  readonly threshold: number
  /** another model's, of the same rows; NaN where it did not assess one */
  readonly other: { readonly probability: Float64Array; readonly threshold: number } | null
  /** columns of numbers by which rows are unlike, NaN where missing */
  readonly features: readonly Float64Array[]
}

export interface ChooseOptions {
  readonly count: number
  /** of `count`, that are drawn by chance alone */
  readonly randomShare: number
  /** rows that were chosen before, whatever for */
  readonly taken: ReadonlySet<number>
  /** of those, the ones that chance alone chose */
  readonly drawn: ReadonlySet<number>
  /** the same stream each time calls of this submission are chosen, and one that no model has seen */
  readonly random: Random
}

export interface ChosenItem {
  readonly row: number
  readonly slice: 'random' | 'uncertain' | 'disagreement' | 'diverse'
  /** its place among the chosen of its slice, from 0: the lower, the sooner it should be judged */
  readonly place: number
}

export interface Choice {
  readonly items: readonly ChosenItem[]
  /** of all assessed rows, those that chance alone has chosen by now; so large is the chance of each of them */
  readonly drawnShare: number
}

/** Of all rows, at least those that only chance may choose: others would be missing from what accuracy is estimated by. */
const KEPT_FOR_CHANCE = 0.2
/** Rows that the most unlike are looked for among. */
const LOOKED_AT = 20_000

/**
 * Which calls experts should judge. Some are drawn by chance alone, before anything else and whatever the model says: each
 * submission has one order of its rows, of which each time the next ones are taken, so that those taken are at all times a
 * simple random sample of all assessed rows. The others are what can be learned from: calls near the threshold (uncertainty
 * sampling, Lewis & Gale 1994), calls that another model makes otherwise (query by committee, Seung, Opper & Sompolinsky
 * 1992), and rows unlike those chosen (k-center greedy, Gonzalez 1985; as a core-set, Sener & Savarese 2018).
 * No row is chosen twice; one of `taken` may be drawn by chance, and is then in the sample.
 */
export function chooseItems(calls: AssessedCalls, options: ChooseOptions): Choice {
  const { count, randomShare, taken, random } = options
  const total = calls.rows.length
  const order = random.fork('order').shuffle(Int32Array.from({ length: total }, (_, i) => i))
  const kept = order.subarray(0, Math.ceil(total * Math.max(KEPT_FOR_CHANCE, randomShare)))
  const from = countDrawn(calls, order, options.drawn)
  const isNew = (place: number) => !taken.has(calls.rows[place]!)
  const pool = placesOf(calls, new Set(kept), isNew)
  const wanted = Math.max(1, Math.round(count * randomShare))
  const left = kept.subarray(from).reduce((sum, place) => sum + Number(isNew(place)), 0)
  const told = Math.min(pool.length, count - Math.min(wanted, left))
  // where there is nothing else left, chance goes on in its order
  const drawn = drawNext(kept.subarray(from), Math.min(left, count - told), isNew)
  const before = placesOf(calls, new Set(), (place) => !isNew(place))
  const chosen = chooseTold(calls, pool, { count: told, centres: [...drawn, ...before], random })
  const items = [listed(calls, drawn, 'random'), ...chosen].flat()
  return { items, drawnShare: total === 0 ? 0 : (from + drawn.length) / total }
}

/** The next ones in the order until so many of them are new; one that was taken before, by who asked for it, comes along. */
function drawNext(order: Int32Array, count: number, isNew: (place: number) => boolean): Int32Array {
  let [end, found] = [0, 0]
  while (found < count && end < order.length) found += Number(isNew(order[end++]!))
  return order.subarray(0, end)
}

/** How far the order has been drawn. */
function countDrawn(calls: AssessedCalls, order: Int32Array, drawn: ReadonlySet<number>): number {
  if (drawn.size === 0) return 0
  return order.findLastIndex((place) => drawn.has(calls.rows[place]!)) + 1
}

interface ToldOptions {
  readonly count: number
  /** places of rows that are chosen already */
  readonly centres: readonly number[]
  readonly random: Random
}

/** The slices that the model has a say in, in even shares; what one of them lacks is the next one's. */
function chooseTold(
  calls: AssessedCalls,
  pool: readonly number[],
  { count, centres, random }: ToldOptions,
): ChosenItem[][] {
  const { other } = calls
  const share = Math.ceil(count / (other ? 3 : 2))
  const disputed = other ? byDispute(calls, pool, other).slice(0, Math.min(share, count)) : []
  const without = (places: readonly number[]) => {
    const gone = new Set(places)
    return pool.filter((place) => !gone.has(place))
  }
  const left = count - disputed.length
  const uncertain = byMargin(calls, without(disputed)).slice(0, Math.ceil(left / 2))
  const before = [...disputed, ...uncertain]
  const rest = thin(without(before), random)
  const diverse = farthestPoints(toRanks(calls.features), rest, {
    centres: [...centres, ...before],
    count: count - before.length,
  })
  return [
    listed(calls, uncertain, 'uncertain'),
    listed(calls, disputed, 'disagreement'),
    listed(calls, diverse, 'diverse'),
  ]
}

/** The nearest to the threshold first. */
function byMargin({ probability, threshold }: AssessedCalls, pool: readonly number[]): number[] {
  const margin = (place: number) => Math.abs(probability[place]! - threshold)
  return pool.toSorted((a, b) => margin(a) - margin(b))
}

/** Of those that the two call otherwise, the ones that they are farthest apart on first. */
function byDispute(
  { probability, threshold }: AssessedCalls,
  pool: readonly number[],
  other: NonNullable<AssessedCalls['other']>,
): number[] {
  const apart = (place: number) => Math.abs(probability[place]! - other.probability[place]!)
  return pool
    .filter((place) => {
      const second = other.probability[place]!
      return !Number.isNaN(second) && second >= other.threshold !== probability[place]! >= threshold
    })
    .sort((a, b) => apart(b) - apart(a))
}

function thin(pool: number[], random: Random): readonly number[] {
  return pool.length <= LOOKED_AT ? pool : random.fork('looked at').shuffle(pool).slice(0, LOOKED_AT)
}

function placesOf(
  { rows }: AssessedCalls,
  without: ReadonlySet<number>,
  isWanted: (place: number) => boolean,
): number[] {
  const places: number[] = []
  for (let i = 0; i < rows.length; i++) if (isWanted(i) && !without.has(i)) places.push(i)
  return places
}

function listed({ rows }: AssessedCalls, places: Iterable<number>, slice: ChosenItem['slice']): ChosenItem[] {
  return Array.from(places, (place, i) => ({ row: rows[place]!, slice, place: i }))
}
