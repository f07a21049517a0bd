import { interpolateViridis } from 'd3-scale-chromatic'

export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Numbers over a rectangle of a picture that their cells divide evenly. */
export interface PictureMap {
  readonly rows: number
  readonly columns: number
  /** rows × columns, line by line; what is below 0 is not shown */
  readonly values: readonly number[]
  /** in pixels of the picture; it may reach beyond it */
  readonly covers: Rectangle
}

export interface Size {
  readonly width: number
  readonly height: number
}

const SHADES = 256
const COLOURS = Array.from({ length: SHADES }, (_, i) => rgbOf(interpolateViridis(i / (SHADES - 1))))

/** The greatest value above 0; 0 where there is none. */
export function mostOf({ values }: Pick<PictureMap, 'values'>): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

/**
 * A map at a place of the picture, straight lines between the middles of its cells and level beyond the outer ones.
 * @param at in pixels of the picture, a pixel's own middle at +½
 */
export function valueAt(map: PictureMap, at: { readonly x: number; readonly y: number }): number {
  return mix(map, acrossAt(map, at.x), downAt(map, at.y))
}

/**
 * A map in colours, each place as opaque as it matters: viridis, whose steps look alike to the eye and to a colour-blind one.
 * @param picture the size that the map speaks of
 * @param size of what is painted
 * @returns red, green, blue and opacity of each pixel, 0 to 255, line by line
 */
export function paintMap(map: PictureMap, picture: Size, size: Size): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * size.width * size.height)
  const most = mostOf(map)
  if (most === 0) return pixels
  const across = Array.from({ length: size.width }, (_, i) => acrossAt(map, ((i + 0.5) / size.width) * picture.width))
  for (let row = 0, pixel = 0; row < size.height; row += 1) {
    const down = downAt(map, ((row + 0.5) / size.height) * picture.height)
    for (const place of across) {
      const share = Math.max(0, mix(map, place, down)) / most
      const [red, green, blue] = viridis(share)
      pixels[pixel] = red
      pixels[pixel + 1] = green
      pixels[pixel + 2] = blue
      pixels[pixel + 3] = Math.round(255 * share)
      pixel += 4
    }
  }
  return pixels
}

/** The middle of the cell with the greatest value, in pixels of the picture; null where nothing is above 0. */
export function placeOfMost(map: PictureMap): { readonly x: number; readonly y: number } | null {
  const most = mostOf(map)
  if (most === 0) return null
  const cell = map.values.indexOf(most)
  const { left, top, width, height } = map.covers
  return {
    x: left + (((cell % map.columns) + 0.5) / map.columns) * width,
    y: top + ((Math.floor(cell / map.columns) + 0.5) / map.rows) * height,
  }
}

/** @param share 0 to 1 @returns red, green and blue, 0 to 255 */
export function viridis(share: number): Colour {
  return COLOURS[Math.round(Math.min(1, Math.max(0, share)) * (SHADES - 1))] ?? [0, 0, 0]
}

type Colour = readonly [red: number, green: number, blue: number]

/** Between the middles of which two cells a place lies, and how far it is from the first to the second. */
interface Between {
  readonly low: number
  readonly high: number
  readonly share: number
}

function acrossAt({ columns, covers }: PictureMap, x: number): Between {
  return between(((x - covers.left) / covers.width) * columns - 0.5, columns)
}

function downAt({ rows, covers }: PictureMap, y: number): Between {
  return between(((y - covers.top) / covers.height) * rows - 0.5, rows)
}

function between(at: number, length: number): Between {
  const inside = Math.min(Math.max(at, 0), length - 1)
  const low = Math.floor(inside)
  return { low, high: Math.min(low + 1, length - 1), share: inside - low }
}

function mix({ columns, values }: PictureMap, across: Between, down: Between): number {
  const at = (row: number, column: number) => values[row * columns + column] ?? 0
  const upper = at(down.low, across.low) * (1 - across.share) + at(down.low, across.high) * across.share
  const lower = at(down.high, across.low) * (1 - across.share) + at(down.high, across.high) * across.share
  return upper * (1 - down.share) + lower * down.share
}

function rgbOf(colour: string): Colour {
  const hex = Number.parseInt(colour.slice(1), 16)
  return [hex >> 16, (hex >> 8) & 255, hex & 255]
}
