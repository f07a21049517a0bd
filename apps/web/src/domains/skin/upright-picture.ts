import type { PictureFacts } from '@vouch/contracts/domains/skin'
import { blobOf } from '../../ui/blob-of.ts'

/** px of the longer side of what is drawn: twice what the widest screen gives it */
const LONGEST = 1280

/** A picture as the server saw it, small enough to be drawn many times a second. */
export interface UprightPicture {
  readonly source: HTMLCanvasElement
  readonly width: number
  readonly height: number
}

type Said = Pick<PictureFacts, 'width' | 'height' | 'format' | 'turned'>

/**
 * The file that was sent, where this browser sees in it what the server saw; else the picture that the server sent back.
 * @param fallback a `data:` address of the upright picture
 */
export async function openSent(file: Blob, said: Said, fallback: string): Promise<UprightPicture> {
  const own = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  // of a turned PNG or WebP not every browser heeds the EXIF orientation
  if (own !== null && sameShape(own, said) && (said.format === 'jpeg' || !said.turned)) return shrink(own)
  own?.close()
  return openPicture(blobOf(fallback))
}

/** A picture of the server's own. */
export async function openPicture(png: Blob): Promise<UprightPicture> {
  return shrink(await createImageBitmap(png))
}

/** Whether two pictures are one but for their scale, to within the pixel that rounding takes. */
export function sameShape(
  one: { readonly width: number; readonly height: number },
  other: { readonly width: number; readonly height: number },
): boolean {
  const across = Math.abs((one.width * other.height) / one.height - other.width)
  const down = Math.abs((one.height * other.width) / one.width - other.height)
  return Math.min(across, down) <= 1
}

function shrink(bitmap: ImageBitmap): UprightPicture {
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  const source = document.createElement('canvas')
  source.width = Math.max(1, Math.round(bitmap.width * scale))
  source.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = source.getContext('2d')
  if (context !== null) {
    context.imageSmoothingQuality = 'high'
    context.drawImage(bitmap, 0, 0, source.width, source.height)
  }
  bitmap.close()
  return { source, width: source.width, height: source.height }
}
