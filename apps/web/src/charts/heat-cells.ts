/** A piece of a strip: from one share of its length to another, and how strong it is, −1 to 1. */
export interface HeatCell {
  readonly from: number
  readonly to: number
  readonly strength: number
}

/**
 * Values along a strip as at most so many cells, each as strong as its strongest value: a peak of one bin stays a peak. The
 * strongest of all is 1, or −1; where nothing is, nothing is strong.
 */
export function heatCells(along: readonly number[], most: number): HeatCell[] {
  const peak = along.reduce((strongest, value) => Math.max(strongest, Math.abs(value)), 0)
  const count = Math.min(most, along.length)
  return Array.from({ length: count }, (_, cell) => {
    const [first, next] = [cell, cell + 1].map((edge) => Math.round((edge * along.length) / count))
    const strongest = along.slice(first, next).reduce((so, value) => (Math.abs(value) > Math.abs(so) ? value : so), 0)
    return {
      from: (first ?? 0) / along.length,
      to: (next ?? 0) / along.length,
      strength: peak === 0 ? 0 : strongest / peak,
    }
  })
}
