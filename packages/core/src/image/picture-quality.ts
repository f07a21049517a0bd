import type { Picture } from './picture.ts'

/** ITU-R BT.601-7, §2.5.1: how bright red, green and blue are. */
const LUMA = [0.299, 0.587, 0.114] as const

/** How well there is something to be seen in a picture; nothing of what it shows. */
export interface Quality {
  /** variance of the Laplacian of the grey picture (Pech-Pacheco et al. 2000), of grey from 0 to 255 */
  readonly sharpness: number
  /** mean of the grey picture, 0 to 1 */
  readonly brightness: number
  /** its standard deviation */
  readonly contrast: number
}

/** @param picture as a model sees it: numbers of pictures of other sizes do not compare */
export function pictureQuality({ width, height, pixels }: Picture): Quality {
  const grey = new Float64Array(width * height)
  for (let i = 0; i < grey.length; i++)
    grey[i] = LUMA[0] * pixels[3 * i]! + LUMA[1] * pixels[3 * i + 1]! + LUMA[2] * pixels[3 * i + 2]!
  const edges: number[] = []
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      edges.push(grey[i - 1]! + grey[i + 1]! + grey[i - width]! + grey[i + width]! - 4 * grey[i]!)
    }
  const { mean, variance } = spreadOf(grey)
  return { sharpness: spreadOf(edges).variance, brightness: mean / 255, contrast: Math.sqrt(variance) / 255 }
}

function spreadOf(values: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
  let mean = 0
  for (let i = 0; i < values.length; i++) mean += values[i]!
  mean /= values.length
  let variance = 0
  for (let i = 0; i < values.length; i++) variance += (values[i]! - mean) ** 2
  return { mean, variance: variance / values.length }
}
