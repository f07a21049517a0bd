import type { Rectangle } from '../image/picture.ts'

/** Sides of a square in the height of a picture. */
const SIDES = 6

export interface OcclusionSquares {
  readonly rows: number
  readonly columns: number
  /** line by line, whole pixels, cut off at the picture's edges */
  readonly squares: readonly Rectangle[]
}

/**
 * Squares that cover a picture one by one, each half a side from the next. Their middles are those of cells that divide the
 * picture evenly, so that at its edges as much is covered as within it, and the same from either end.
 */
export function occlusionSquares({
  width,
  height,
}: {
  readonly width: number
  readonly height: number
}): OcclusionSquares {
  const side = Math.max(1, height / SIDES)
  const down = piecesOf(height, side)
  const across = piecesOf(width, side)
  const squares = down.flatMap((y) =>
    across.map((x) => ({ left: x.from, top: y.from, width: x.length, height: y.length })),
  )
  return { rows: down.length, columns: across.length, squares }
}

function piecesOf(length: number, side: number): { readonly from: number; readonly length: number }[] {
  const cells = Math.max(1, Math.round(length / (side / 2)))
  return Array.from({ length: cells }, (_, cell) => {
    const middle = ((cell + 0.5) * length) / cells
    // pixels whose middles lie within, which is symmetric
    const from = Math.max(0, Math.ceil(middle - side / 2 - 0.5))
    const to = Math.min(length - 1, Math.floor(middle + side / 2 - 0.5))
    return { from, length: to - from + 1 }
  })
}
