import { readFile } from 'node:fs/promises'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { fitPicture } from '@vouch/core/image/fit-picture'
import { pictureQuality } from '@vouch/core/image/picture-quality'
import { readPicture } from '@vouch/core/image/read-picture'
import { shrinkPicture } from '@vouch/core/image/shrink-picture'
import { writePng } from '@vouch/core/image/write-png'
import type { ReadPictureTask, TakenPicture } from './picture-tasks.ts'

/** The longer side of what is sent with a map over it, in pixels. */
const SHOWN = 512

/** Reads a picture for a model. Bytes of strangers are unpacked here, in a thread that can be ended, and nowhere else. */
export async function takePicture(
  { file, png }: ReadPictureTask,
  { id, picture: model }: Manifest,
): Promise<TakenPicture> {
  if (!model) throw new VouchError('unsupported_media', `Model ${id} does not look at pictures.`)
  const bytes = 'path' in file ? await readFile(file.path) : file.content
  const { format, turned, ...picture } = await readPicture(bytes)
  const { seen, ...fitted } = await fitPicture(picture, model)
  return {
    facts: { width: picture.width, height: picture.height, format, turned, seen },
    fitted,
    quality: pictureQuality(fitted),
    shown: await shrinkPicture(picture, SHOWN),
    png: png ? new Uint8Array(await writePng(picture)) : null,
  }
}
