import type { PictureModel } from '@vouch/contracts/model'
import sharp from 'sharp'
import type { Picture, Rectangle } from './picture.ts'

/** A picture as a model takes it, and the part of it that the model sees. */
export interface FittedPicture extends Picture {
  readonly seen: Rectangle
}

/**
 * Makes a picture of a model's size: by Lanczos' kernel of 3 lobes (libvips), and what does not fit as the model says. What it
 * sees lies on whole pixels, so that a map of it can be laid over the picture without a shift.
 */
export async function fitPicture(picture: Picture, model: PictureModel): Promise<FittedPicture> {
  const { width, height, fit } = model
  const seen =
    fit === 'cover' ? middleOf(picture, model) : { left: 0, top: 0, width: picture.width, height: picture.height }
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const
  const cut = sharp(picture.pixels, { raw }).extract(seen)
  if (fit !== 'contain') {
    const pixels = await cut.resize(width, height, { fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer()
    return { width, height, pixels, seen }
  }
  const scale = Math.min(width / picture.width, height / picture.height)
  const [inner, outer] = [
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  ]
  const [left, top] = [Math.floor((width - inner) / 2), Math.floor((height - outer) / 2)]
  const [red, green, blue] = model.mean.map((value) => Math.round(255 * value))
  const background = { r: red ?? 0, g: green ?? 0, b: blue ?? 0 }
  const pixels = await cut
    .resize(inner, outer, { fit: 'fill', kernel: 'lanczos3' })
    .extend({ left, top, right: width - inner - left, bottom: height - outer - top, background })
    .raw()
    .toBuffer()
  const [across, down] = [picture.width / inner, picture.height / outer]
  return {
    width,
    height,
    pixels,
    seen: { left: -left * across, top: -top * down, width: width * across, height: height * down },
  }
}

/** The largest part in the middle that has the model's shape. */
function middleOf({ width, height }: Picture, model: PictureModel): Rectangle {
  const wide = Math.min(width, Math.max(1, Math.round((height * model.width) / model.height)))
  const high = Math.min(height, Math.max(1, Math.round((width * model.height) / model.width)))
  return { left: Math.floor((width - wide) / 2), top: Math.floor((height - high) / 2), width: wide, height: high }
}
