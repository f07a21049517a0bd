import type { PictureModel } from '@vouch/contracts/model'

/** Red, green and blue. */
export const CHANNELS = 3

/** How a picture lies in a tensor. */
export type PictureShape = Pick<PictureModel, 'width' | 'height' | 'layout'>

/** Of one picture's tensor: channels × height × width, or height × width × channels. */
export function pictureShape({ width, height, layout }: PictureShape): number[] {
  return layout === 'nchw' ? [CHANNELS, height, width] : [height, width, CHANNELS]
}

/** How far neighbours lie apart in one picture's tensor. */
export function pictureStrides({ width, height, layout }: PictureShape): {
  readonly channel: number
  readonly line: number
  readonly pixel: number
} {
  return layout === 'nchw'
    ? { channel: height * width, line: width, pixel: 1 }
    : { channel: 1, line: width * CHANNELS, pixel: CHANNELS }
}
