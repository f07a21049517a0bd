import type { Size } from './picture-map.ts'

/** Of half the picture: nearer to the middle is the middle, and farther out than this is the edge. */
const MIDDLE = 0.2
const EDGE = 0.65

/** Where in a picture a place is, in words. */
export function placeWords({ x, y }: { readonly x: number; readonly y: number }, { width, height }: Size): string {
  const [right, down] = [x / (width / 2) - 1, y / (height / 2) - 1]
  const across = sideOf(right, 'left', 'right')
  const along = sideOf(down, 'upper', 'lower')
  if (across === null && along === null) return 'in the middle'
  const far = Math.max(Math.abs(right), Math.abs(down)) > EDGE
  if (across !== null && along !== null)
    return far ? `near the ${along} ${across} corner` : `to the ${along} ${across} of the middle`
  if (across !== null) return far ? `near the ${across} edge` : `to the ${across} of the middle`
  if (far) return `near the ${along} edge`
  return along === 'upper' ? 'above the middle' : 'below the middle'
}

function sideOf<Word>(from: number, before: Word, after: Word): Word | null {
  if (Math.abs(from) <= MIDDLE) return null
  return from < 0 ? before : after
}
