import type { Random } from '../random.ts'
import { type Score, scoreRows } from './score.ts'

/** Bins of a row, and how much each is said to matter. */
export interface SalientView {
  /** columns of the row, NaN where missing */
  readonly row: Float32Array
  /** the column of the view's first bin */
  readonly from: number
  /** a number for each bin: more matters more; its length is that of the view */
  readonly saliency: ArrayLike<number>
  /** what a deleted bin is set to; 0 when absent, the level outside of a transit */
  readonly baseline?: number
}

export interface DeletionInsertionOptions {
  /** the class that was called: probabilities are of it */
  readonly called: 'positive' | 'negative'
  readonly random: Random
  /** bins go in so many parts; 20 when absent */
  readonly steps?: number
  /** random orders to compare with; 10 when absent */
  readonly draws?: number
}

/** The called class's probability while bins go or come, in one order. */
export interface OrderCurves {
  /** at each fraction of `DeletionInsertion`, that share of the bins deleted: falls early where the order is right */
  readonly deletion: Float64Array
  /** that share of the bins there and the others deleted: rises early where the order is right */
  readonly insertion: Float64Array
  /** areas under them over fractions 0 to 1 */
  readonly deletionArea: number
  readonly insertionArea: number
}

export interface DeletionInsertion {
  /** shares of the bins, from 0 to 1 */
  readonly fractions: Float64Array
  /** in order of falling saliency; of equal ones the first goes first */
  readonly bySaliency: OrderCurves
  /** means over random orders, which an order must beat to say anything */
  readonly atRandom: OrderCurves & { readonly draws: number }
}

/**
 * Whether a saliency is right about what a call rests on (Petsiuk, Das & Saenko 2018): deletion and insertion curves of one
 * view, beside those of random orders.
 * @param score probability of the positive class of rows × columns
 * @throws RangeError for a view that the row does not have, or numbers that cannot be
 */
export async function deletionInsertion(
  score: Score,
  view: SalientView,
  { called, random, steps = 20, draws = 10 }: DeletionInsertionOptions,
): Promise<DeletionInsertion> {
  const bins = view.saliency.length
  if (bins < 1 || view.from < 0 || view.from + bins > view.row.length)
    throw new RangeError(`A row of ${view.row.length} columns has no ${bins} bins from column ${view.from}.`)
  if (Array.from(view.saliency).some(Number.isNaN)) throw new RangeError('The saliency of a bin is no number.')
  if (steps < 1 || draws < 1) throw new RangeError('Bins are deleted in one step at least, and drawn once at least.')
  const parts = Math.min(steps, bins)
  const counts = Int32Array.from({ length: parts + 1 }, (_, i) => Math.round((i * bins) / parts))
  const fractions = Float64Array.from(counts, (count) => count / bins)
  const places = Int32Array.from({ length: bins }, (_, i) => i)
  const curvesOf = async (order: Int32Array): Promise<OrderCurves> => {
    const [deletion, insertion] = await followOrder(score, view, { order, counts, called })
    return { deletion, insertion, deletionArea: area(fractions, deletion), insertionArea: area(fractions, insertion) }
  }
  const bySaliency = await curvesOf(places.toSorted((a, b) => view.saliency[b]! - view.saliency[a]! || a - b))
  const drawn: OrderCurves[] = []
  for (let draw = 0; draw < draws; draw++)
    drawn.push(await curvesOf(random.fork(`order ${draw}`).shuffle(places.slice())))
  return { fractions, bySaliency, atRandom: { draws, ...meanOf(drawn) } }
}

/** Probabilities of the called class while bins are deleted in an order, and while they are inserted. */
async function followOrder(
  score: Score,
  { row, from, baseline = 0 }: SalientView,
  { order, counts, called }: { order: Int32Array; counts: Int32Array; called: 'positive' | 'negative' },
): Promise<[Float64Array, Float64Array]> {
  const rows = counts.length
  const scores = await scoreRows(score, { rows: 2 * rows, features: row.length }, (r, matrix, offset) => {
    matrix.set(row, offset)
    const count = counts[r % rows]!
    const deleted = r < rows ? order.subarray(0, count) : order.subarray(count)
    for (const bin of deleted) matrix[offset + from + bin] = baseline
  })
  const ofCalled = called === 'positive' ? scores : scores.map((probability) => 1 - probability)
  return [ofCalled.slice(0, rows), ofCalled.slice(rows)]
}

/** By the trapezoidal rule. */
function area(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let i = 1; i < x.length; i++) sum += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2
  return sum
}

function meanOf(curves: readonly OrderCurves[]): OrderCurves {
  const mean = (of: (one: OrderCurves) => number) => curves.reduce((sum, one) => sum + of(one), 0) / curves.length
  const { deletion } = curves[0]!
  return {
    deletion: deletion.map((_, i) => mean((one) => one.deletion[i]!)),
    insertion: deletion.map((_, i) => mean((one) => one.insertion[i]!)),
    deletionArea: mean((one) => one.deletionArea),
    insertionArea: mean((one) => one.insertionArea),
  }
}
