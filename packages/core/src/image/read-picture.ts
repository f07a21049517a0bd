import sharp from 'sharp'
import { VouchError } from '../error.ts'
import { type PictureKind, pictureKind, unreadKind } from './picture-kind.ts'
import type { Picture } from './picture.ts'

/** What a picture may be before any of it is unpacked. */
export interface PictureLimits {
  /** width × height, as the file says it */
  readonly pixels: number
  /** of the shorter side: on fewer there is nothing to see */
  readonly least: number
  /** longer side over shorter side: a strip is no picture of a lesion */
  readonly ratio: number
  /** of the longer side: a larger picture is made smaller */
  readonly longest: number
}

export const PICTURE_LIMITS: PictureLimits = { pixels: 40_000_000, least: 64, ratio: 4, longest: 1600 }

/** A picture that was read, and what it was. */
export interface ReadPicture extends Picture {
  readonly format: PictureKind
  /** turned or mirrored, as its EXIF orientation says */
  readonly turned: boolean
}

/**
 * Reads a JPEG, PNG or WebP: by its content and not by its name, upright as its EXIF orientation says, in sRGB whatever its
 * colour space and depth were, on white where it is transparent, and with nothing of what was written beside its pixels.
 * @throws VouchError `unsupported_media` for what is none of them, `too_large` for more pixels than are unpacked, `invalid`
 *   for one that is broken, moves, or is too small or too narrow to show anything
 */
export async function readPicture(bytes: Uint8Array, limits: PictureLimits = PICTURE_LIMITS): Promise<ReadPicture> {
  const kind = pictureKind(bytes)
  if (kind === null) throw notRead(bytes)
  const options = { failOn: 'warning', limitInputPixels: limits.pixels, sequentialRead: true } as const
  const facts = await guard(() => sharp(bytes, { ...options, limitInputPixels: false }).metadata())
  const { width, height, orientation = 1, pages = 1 } = facts
  if (facts.format !== kind) throw broken()
  if (width * height > limits.pixels)
    throw refuse('too_large', `it has ${width} × ${height} pixels, and ${limits.pixels / 1e6} million are the most`)
  if (pages > 1) throw refuse('invalid', 'it moves: send a single picture')
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)]
  if (shorter < limits.least)
    throw refuse('invalid', `it has ${width} × ${height} pixels, and ${limits.least} each way are the fewest`)
  if (longer > limits.ratio * shorter)
    throw refuse('invalid', `it has ${width} × ${height} pixels, which is a strip and no picture of a lesion`)
  const { data, info } = await guard(() =>
    sharp(bytes, options)
      .autoOrient()
      .resize({ width: limits.longest, height: limits.longest, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  )
  if (info.channels !== 3) throw broken()
  return { width: info.width, height: info.height, pixels: data, format: kind, turned: orientation > 1 }
}

function notRead(bytes: Uint8Array): VouchError {
  const other = unreadKind(bytes)
  const message = other === null ? 'it is no picture' : `${other} is not read`
  return refuse('unsupported_media', `${message}: send a JPEG, a PNG or a WebP`)
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw broken(cause)
  }
}

function broken(cause?: unknown): VouchError {
  return refuse('invalid', 'it cannot be read: it is broken off or not well formed', cause)
}

function refuse(code: 'unsupported_media' | 'too_large' | 'invalid', message: string, cause?: unknown): VouchError {
  return new VouchError(code, `The picture is not taken: ${message}.`, [{ field: 'file', message }], cause)
}
