import sharp, { type Sharp } from 'sharp'

/** A rectangle of one colour on a grey ground, which says nothing. */
export interface ColouredSquare {
  readonly left: number
  readonly top: number
  readonly size: number
  readonly colour: readonly [red: number, green: number, blue: number]
}

export const RED = [220, 40, 40] as const
export const GREEN = [40, 220, 40] as const
export const BLUE = [40, 40, 220] as const
const GREY = 110

/** Pixels of squares on grey, red, green and blue of each, line by line. */
export function squarePixels(width: number, height: number, squares: readonly ColouredSquare[]): Buffer {
  const pixels = Buffer.alloc(width * height * 3, GREY)
  for (const { left, top, size, colour } of squares)
    for (let y = top; y < top + size; y++)
      for (let x = left; x < left + size; x++) pixels.set(colour, 3 * (y * width + x))
  return pixels
}

/** A picture of pixels, losslessly. */
export function asPicture(pixels: Buffer, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** A picture of one square in its middle, for a model that sees colours. */
export function squarePicture(
  colour: ColouredSquare['colour'],
  format: 'jpeg' | 'png' | 'webp' = 'png',
): Promise<Buffer> {
  const [width, height, size] = [160, 120, 60]
  const pixels = squarePixels(width, height, [{ left: 50, top: 30, size, colour }])
  return asPicture(pixels, width, height).toFormat(format).toBuffer()
}

/** Where a pixel of a stored picture lies in the upright one (TIFF 6.0, tag 274; EXIF 2.32, §4.6.4). */
const UPRIGHT: readonly ((x: number, y: number, w: number, h: number) => readonly [x: number, y: number])[] = [
  (x, y) => [x, y],
  (x, y, w) => [w - 1 - x, y],
  (x, y, w, h) => [w - 1 - x, h - 1 - y],
  (x, y, _, h) => [x, h - 1 - y],
  (x, y) => [y, x],
  (x, y, w) => [w - 1 - y, x],
  (x, y, w, h) => [w - 1 - y, h - 1 - x],
  (x, y, _, h) => [y, h - 1 - x],
]

/** An upright picture as a camera stores it that was held otherwise, with the EXIF orientation 1 to 8 and a place. */
export function storedTurned(
  upright: Buffer,
  [width, height]: readonly [number, number],
  orientation: number,
): Promise<Buffer> {
  const [wide, high] = orientation > 4 ? [height, width] : [width, height]
  const pixels = Buffer.alloc(upright.length)
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const [ownX = 0, ownY = 0] = UPRIGHT[orientation - 1]?.(x, y, width, height) ?? []
      pixels.set(upright.subarray(3 * (ownY * width + ownX), 3 * (ownY * width + ownX) + 3), 3 * (y * wide + x))
    }
  return asPicture(pixels, wide, high)
    .webp({ lossless: true })
    .withExif({ IFD0: { ImageDescription: SECRET }, IFD3: { GPSLatitude: '48/1 12/1 30/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation })
    .toBuffer()
}

/** What stands in the EXIF of such a picture. */
export const SECRET = 'taken of Mrs Anybody'

/** A form as a browser sends a picture. */
export function pictureForm(
  bytes: Uint8Array,
  fields: Readonly<Record<string, string>> = {},
  name = 'mole.png',
): FormData {
  const form = new FormData()
  form.append('file', new File([new Uint8Array(bytes)], name))
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  return form
}
