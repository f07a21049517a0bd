import type { PlotBox } from './plot-layer.ts'

/**
 * Sets a square of pixels for each point within a box. Sixty thousand arcs of a canvas take longer than a frame; these do not,
 * and points that hide each other cost nothing.
 * @param pixels row by row from above, box width × height
 * @param dots size in px, and the colour as the pixels have it
 */
export function rasterPoints(
  pixels: Uint32Array,
  { width, height, xFrom, xTo, yFrom, yTo }: PlotBox,
  { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  { size, colour }: { readonly size: number; readonly colour: number },
): void {
  const perX = width / (xTo - xFrom)
  const perY = height / (yTo - yFrom)
  const half = size / 2
  for (let i = 0; i < x.length; i++) {
    const left = Math.round((x[i]! - xFrom) * perX - half)
    const top = Math.round((yTo - y[i]!) * perY - half)
    // the other way round, NaN would pass
    if (!(left > -size && left < width && top > -size && top < height)) continue
    const right = Math.min(width, left + size)
    const bottom = Math.min(height, top + size)
    for (let row = Math.max(0, top); row < bottom; row++)
      for (let column = Math.max(0, left); column < right; column++) pixels[row * width + column] = colour
  }
}

/** `#0f62a6` as four bytes of image data: red, green, blue, opaque. */
export function packColour(hex: string): number {
  const value = Number.parseInt(hex.trim().slice(1), 16)
  if (!/^#[0-9a-f]{6}$/i.test(hex.trim())) throw new RangeError(`${hex} is no colour of six digits`)
  const bytes = new Uint8Array([value >> 16, (value >> 8) & 255, value & 255, 255])
  return new Uint32Array(bytes.buffer)[0] ?? 0
}
