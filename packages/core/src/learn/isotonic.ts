import type { PiecewiseLinear } from './piecewise-linear.ts'

/** A step up in what was observed: margins from `first` to `last`, and how many of them are of label 1. */
interface Block {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly positives: number
}

/**
 * Fits the rising line that is nearest to the labels (pool adjacent violators; Ayer et al. 1955; Zadrozny & Elkan 2002) from
 * margins to calibrated log-odds. Each block of margins is level at the log-odds of its share of label 1, and lines join
 * neighbours. A share is kept at least 1 / (n + 2) off 0 and 1, as far as n rows can tell. Fit it on margins of rows the
 * model was not trained on; a few hundred, or it bends to chance.
 * @throws RangeError when a label is absent
 */
export function fitIsotonic(labels: ArrayLike<number>, margins: ArrayLike<number>): PiecewiseLinear {
  const n = labels.length
  const blocks = pool(Array.from({ length: n }, (_, i) => ({ margin: Math.fround(margins[i]!), label: labels[i]! })))
  const positives = blocks.reduce((sum, block) => sum + block.positives, 0)
  if (positives === 0 || positives === n) throw new RangeError('Both labels are needed to calibrate.')
  const x: number[] = []
  const y: number[] = []
  for (const { first, last, count, positives } of blocks) {
    const share = Math.min(Math.max(positives / count, 1 / (n + 2)), 1 - 1 / (n + 2))
    const height = Math.log(share / (1 - share))
    x.push(first)
    y.push(height)
    if (last === first) continue
    x.push(last)
    y.push(height)
  }
  return { x: Float32Array.from(x), y: Float32Array.from(y) }
}

/** Blocks of rising shares; equal margins are never parted. */
function pool(rows: { readonly margin: number; readonly label: number }[]): Block[] {
  rows.sort((a, b) => a.margin - b.margin)
  const blocks: Block[] = []
  for (const { margin, label } of rows) {
    let block = { first: margin, last: margin, count: 1, positives: label }
    for (let before = blocks.at(-1); before && !isAbove(block, before); before = blocks.at(-1)) {
      blocks.pop()
      block = {
        first: before.first,
        last: block.last,
        count: before.count + block.count,
        positives: before.positives + block.positives,
      }
    }
    blocks.push(block)
  }
  return blocks
}

function isAbove(block: Block, before: Block): boolean {
  return block.first > before.last && block.positives * before.count > before.positives * block.count
}
