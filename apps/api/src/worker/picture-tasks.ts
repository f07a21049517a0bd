import type { ClassMaps, PictureFacts } from '@vouch/contracts/domains/skin'
import type { Picture, PictureMap } from '@vouch/core/image/picture'
import type { Said } from '@vouch/core/model/class-probabilities'
import type { Quality } from '@vouch/core/image/picture-quality'
import type { FileBytes } from '../file/file-store.ts'

/** A picture as it was sent or kept, for a model that is to look at it. */
export interface ReadPictureTask {
  readonly kind: 'picture'
  readonly file: FileBytes
  readonly model: string
  /** whether it is to be kept */
  readonly png: boolean
}

/** A picture that was read: nothing of its file is left but its pixels. */
export interface TakenPicture {
  readonly facts: Omit<PictureFacts, 'sha256'>
  /** of the model's size */
  readonly fitted: Picture
  readonly quality: Quality
  /** small enough to be sent with a map over it */
  readonly shown: Picture
  /** the whole picture, to be kept; null where it is not to be */
  readonly png: Uint8Array | null
}

/** A picture of the model's size, to be judged and explained. */
export interface JudgePictureTask extends Pick<TakenPicture, 'fitted' | 'shown'> {
  readonly kind: 'picture'
  readonly model: string
  readonly facts: Pick<PictureFacts, 'width' | 'height' | 'seen'>
  /** what is said of the picture, as far as it was understood */
  readonly said: Said
  readonly method: ClassMaps['method']
  /** the class that the overlay speaks for; the one that is called where it is null */
  readonly target: string | null
  readonly opacity: number
}

export interface JudgedPicture {
  /** of each class, in the model's order: means over the mirror images, and what they come to */
  readonly scores: readonly number[]
  readonly probabilities: readonly number[]
  /** the place of the class that is called, and of the one that the overlay speaks for */
  readonly called: number
  readonly target: number
  /** how unlike the training pictures it is; null where that was not measured */
  readonly novelty: number | null
  /** of each class that was looked at, in pixels of the upright picture */
  readonly maps: readonly { readonly place: number; readonly map: PictureMap }[]
  /** PNG */
  readonly overlay: Uint8Array<ArrayBuffer>
}

export function isTakenPicture(value: unknown): value is TakenPicture {
  return typeof value === 'object' && value !== null && 'fitted' in value && 'quality' in value
}
