import sharp from 'sharp'
import type { Picture } from './picture.ts'

/** A picture as the bytes of a PNG: its pixels and nothing beside them. */
export async function writePng({ width, height, pixels }: Picture): Promise<Buffer> {
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } })
  return picture.png().toBuffer()
}
