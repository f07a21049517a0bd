import type { Tree } from './tree.ts'

/** A split that was chosen: `column` at its cut `bin`. */
export interface SplitOfNode {
  readonly gain: number
  readonly column: number
  readonly bin: number
  readonly missingLeft: boolean
}

/** Grows the flat arrays of a tree node by node. */
export class TreeBuilder {
  private readonly feature: number[] = []
  private readonly threshold: number[] = []
  private readonly left: number[] = []
  private readonly right: number[] = []
  private readonly missingLeft: number[] = []
  private readonly value: number[] = []
  private readonly gain: number[] = []
  private readonly cover: number[] = []
  private readonly splitBins: number[] = []
  private readonly most: number

  constructor(depth: number) {
    this.most = 2 ** (depth + 1) - 1
  }

  add(): number {
    const id = this.feature.length
    if (id >= this.most) throw new RangeError('A tree grew past its depth.')
    this.feature.push(-1)
    this.threshold.push(0)
    this.left.push(-1)
    this.right.push(-1)
    this.missingLeft.push(0)
    this.value.push(0)
    this.gain.push(0)
    this.cover.push(0)
    this.splitBins.push(0)
    return id
  }

  leaf(id: number, value: number, cover: number): void {
    this.value[id] = value
    this.cover[id] = cover
  }

  split(id: number, split: SplitOfNode, cut: number, cover: number): [left: number, right: number] {
    const [left, right] = [this.add(), this.add()]
    this.feature[id] = split.column
    this.threshold[id] = cut
    this.left[id] = left
    this.right[id] = right
    this.missingLeft[id] = split.missingLeft ? 1 : 0
    this.gain[id] = split.gain
    this.cover[id] = cover
    this.splitBins[id] = split.bin
    return [left, right]
  }

  finish(): { tree: Tree; splitBins: Uint8Array } {
    return {
      tree: {
        feature: Int32Array.from(this.feature),
        threshold: Float32Array.from(this.threshold),
        left: Int32Array.from(this.left),
        right: Int32Array.from(this.right),
        missingLeft: Uint8Array.from(this.missingLeft),
        value: Float32Array.from(this.value),
        gain: Float32Array.from(this.gain),
        cover: Float32Array.from(this.cover),
      },
      splitBins: Uint8Array.from(this.splitBins),
    }
  }
}
