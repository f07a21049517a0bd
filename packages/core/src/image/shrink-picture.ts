import sharp from 'sharp'
import type { Picture } from './picture.ts'

/** A picture whose longer side is at most so long; a smaller one as it is. */
export async function shrinkPicture(picture: Picture, longest: number): Promise<Picture> {
  if (Math.max(picture.width, picture.height) <= longest) return picture
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const
  const { data, info } = await sharp(picture.pixels, { raw })
    .resize({ width: longest, height: longest, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, pixels: data }
}
