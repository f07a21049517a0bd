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
  const blocks = pool(byMargin(labels, margins))
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

/** One block for each margin there is, rising: equal margins are never parted. */
function byMargin(labels: ArrayLike<number>, margins: ArrayLike<number>): Block[] {
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i).sort((a, b) => margins[a]! - margins[b]!)
  const blocks: Block[] = []
  for (const i of order) {
    const margin = Math.fround(margins[i]!)
    const alone = { first: margin, last: margin, count: 1, positives: labels[i]! }
    const before = blocks.at(-1)
    if (before?.first === margin) blocks[blocks.length - 1] = joined(before, alone)
    else blocks.push(alone)
  }
  return blocks
}

/** Joins neighbours until shares rise from block to block. */
function pool(parts: readonly Block[]): Block[] {
  const blocks: Block[] = []
  for (const part of parts) {
    let block = part
    for (let before = blocks.at(-1); before && !risesFrom(before, block); before = blocks.at(-1)) {
      blocks.pop()
      block = joined(before, block)
    }
    blocks.push(block)
  }
  return blocks
}

function risesFrom(before: Block, block: Block): boolean {
  return block.positives * before.count > before.positives * block.count
}

function joined(before: Block, block: Block): Block {
  return {
    first: before.first,
    last: block.last,
    count: before.count + block.count,
    positives: before.positives + block.positives,
  }
}
