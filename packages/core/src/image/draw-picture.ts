import { createRandom, type Random } from '../random.ts'
import { CHANNELS } from './picture-shape.ts'

/** Colours are told at the corners of so many cells to a side, and blend between them. */
const CELLS = 4
/** What a whole is in fixed-point arithmetic. */
const WHOLE = 256
const NOISE = 8

interface Blob {
  readonly x: number
  readonly y: number
  readonly wide: number
  readonly high: number
  readonly colour: readonly number[]
}

/**
 * A made-up picture: colours that blend, some blobs that fade towards their edges, and noise. All arithmetic is that of whole
 * numbers, so that a seed gives the same picture on every machine.
 * @param seed any number
 * @param width pixels
 * @param height pixels
 * @returns height × width × red, green and blue, 0 to 255
 */
export function drawPicture(seed: number, width: number, height: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(seed)
  const corners = Array.from({ length: (CELLS + 1) ** 2 }, () => drawColour(random))
  const blobs = Array.from({ length: 2 + random.int(4) }, () => drawBlob(random, width, height))
  const pixels = new Uint8Array(width * height * CHANNELS)
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += CHANNELS) {
      const colour = blend(corners, quotient(x * CELLS * WHOLE, width), quotient(y * CELLS * WHOLE, height))
      for (const blob of blobs) {
        const share = shareOf(blob, x, y)
        for (let c = 0; c < CHANNELS; c++)
          colour[c] = quotient(colour[c]! * (WHOLE - share) + blob.colour[c]! * share, WHOLE)
      }
      for (let c = 0; c < CHANNELS; c++)
        pixels[to + c] = Math.min(255, Math.max(0, colour[c]! + random.int(2 * NOISE + 1) - NOISE))
    }
  return pixels
}

function drawColour(random: Random): number[] {
  return Array.from({ length: CHANNELS }, () => random.int(256))
}

function drawBlob(random: Random, width: number, height: number): Blob {
  const size = (length: number) => 1 + quotient(length, 16) + random.int(1 + quotient(length, 4))
  return {
    x: random.int(width),
    y: random.int(height),
    wide: size(width),
    high: size(height),
    colour: drawColour(random),
  }
}

/** How much of a blob is at a pixel: all of it in its middle, none on the ellipse around it. */
function shareOf({ x, y, wide, high }: Blob, column: number, line: number): number {
  const across = quotient((column - x) ** 2 * WHOLE, wide * wide)
  const down = quotient((line - y) ** 2 * WHOLE, high * high)
  return Math.max(0, WHOLE - across - down)
}

/** @param x, y from the first corner, in 256ths of a cell */
function blend(corners: readonly (readonly number[])[], x: number, y: number): number[] {
  const [column, line] = [quotient(x, WHOLE), quotient(y, WHOLE)]
  const [right, below] = [x - column * WHOLE, y - line * WHOLE]
  const at = (across: number, down: number) => corners[(line + down) * (CELLS + 1) + column + across]!
  return Array.from({ length: CHANNELS }, (_, c) => {
    const above = at(0, 0)[c]! * (WHOLE - right) + at(1, 0)[c]! * right
    const under = at(0, 1)[c]! * (WHOLE - right) + at(1, 1)[c]! * right
    return quotient(above * (WHOLE - below) + under * below, WHOLE * WHOLE)
  })
}

/** Of whole numbers far below 2^53, whose quotient never rounds over a whole one. */
function quotient(number: number, by: number): number {
  return Math.floor(number / by)
}
