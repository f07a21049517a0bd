import type { PictureModel } from '@vouch/contracts/model'
import { flushSubnormal } from '../model/flush-subnormal.ts'
import { CHANNELS, pictureStrides } from './picture-shape.ts'

const LEVELS = 256

/**
 * A picture as a model's graph takes it: value = (pixel / 255 − mean) / spread of its colour, in the model's order of colours
 * and of dimensions.
 * @param pixels of exactly the model's size, height × width × red, green and blue, 0 to 255
 * @throws RangeError for a picture of another size
 */
export function pictureTensor(pixels: Uint8Array, picture: PictureModel): Float32Array<ArrayBuffer> {
  const { width, height, channels, mean, spread } = picture
  if (pixels.length !== width * height * CHANNELS)
    throw new RangeError(
      `A picture of ${width} × ${height} has ${width * height * CHANNELS} values, not ${pixels.length}.`,
    )
  const { channel, line, pixel } = pictureStrides(picture)
  const tensor = new Float32Array(pixels.length)
  for (let colour = 0; colour < CHANNELS; colour++) {
    const values = Float32Array.from({ length: LEVELS }, (_, level) =>
      flushSubnormal((level / (LEVELS - 1) - mean[colour]!) / spread[colour]!),
    )
    const to = (channels === 'rgb' ? colour : CHANNELS - 1 - colour) * channel
    for (let y = 0, from = colour; y < height; y++)
      for (let x = 0; x < width; x++, from += CHANNELS) tensor[to + y * line + x * pixel] = values[pixels[from]!]!
  }
  return tensor
}
