import { interpolateViridis } from 'd3-scale-chromatic'
import { stretchOver } from '../explain/stretch.ts'
import { CHANNELS } from './picture-shape.ts'
import type { Picture, PictureMap } from './picture.ts'

const SHADES = 256
const COLOURS = Array.from({ length: SHADES }, (_, i) => rgbOf(interpolateViridis(i / (SHADES - 1))))

/**
 * A picture with a map over it: viridis, whose steps look alike to the eye and to a colour-blind one, each place as opaque as
 * it matters; what is below 0 is not shown. Where the map is 0 the picture keeps its own colours.
 * @param opacity 0 to 1, of the place that matters most
 */
export function overlayMap(picture: Picture, map: PictureMap, opacity: number): Picture {
  const { width, height } = picture
  const pixels = Uint8Array.from(picture.pixels)
  const most = Array.from(map.values).reduce((one, other) => Math.max(one, other), 0)
  if (most === 0) return { width, height, pixels }
  for (const [pixel, raw] of stretchOver(map, picture).entries()) {
    const value = Math.max(0, raw) / most
    const colour = COLOURS[Math.round(value * (SHADES - 1))]!
    const cover = opacity * value
    for (let c = 0, i = CHANNELS * pixel; c < CHANNELS; c++, i++)
      pixels[i] = Math.round((1 - cover) * pixels[i]! + cover * colour[c]!)
  }
  return { width, height, pixels }
}

function rgbOf(colour: string): readonly [number, number, number] {
  const hex = Number.parseInt(colour.slice(1), 16)
  return [hex >> 16, (hex >> 8) & 255, hex & 255]
}
