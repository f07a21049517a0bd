import { type ClassMaps, DiagnosisCode, type PictureFacts } from '@vouch/contracts/domains/skin'
import type { PictureModel } from '@vouch/contracts/model'
import type { Said } from '@vouch/core/model/class-probabilities'
import { VouchError } from '@vouch/core/error'
import type { FileBytes } from '../../file/file-store.ts'
import type { ReadyModel } from '../../model/model-registry.ts'
import { wrongContent } from '../../model/wrong-content.ts'
import type { Services } from '../../services.ts'
import { isTakenPicture, type JudgedPicture, type TakenPicture } from '../../worker/picture-tasks.ts'
import { isJudgedPicture } from '../../worker/score-task.ts'

/** Forty million pixels are unpacked in two seconds. */
const READ_MS = 20_000
/** Maps by going back through the whole network take some seconds. */
const LOOK_MS = 120_000
const DIGITS = 6

/** What is wanted of a picture beside its call. */
export interface Looking {
  readonly said: Said
  readonly method: ClassMaps['method']
  readonly target: DiagnosisCode | null
  readonly opacity: number
}

/** A model that looks at pictures. */
export type PictureModelOf = ReadyModel & { readonly picture: PictureModel }

/**
 * @param sent what is to be looked at, in words
 * @throws VouchError `unsupported_media` for a model of something else
 */
export function asPictureModel(model: ReadyModel, sent = 'a picture'): PictureModelOf {
  const { picture } = model.folder.manifest
  if (picture && model.domain.id === 'skin') return { ...model, picture }
  throw wrongContent(model, sent)
}

/** Reads a picture in a thread that may be ended, for whatever the bytes are. */
export async function readForModel(
  services: Services,
  file: FileBytes,
  { id, png }: { readonly id: string; readonly png: boolean },
): Promise<TakenPicture> {
  const taken = await services.readers.run({ kind: 'picture', file, model: id, png }, { deadlineMs: READ_MS })
  if (!isTakenPicture(taken)) throw new Error('A reader gave no picture.')
  return taken
}

/** Lets a model judge a picture, and shows what it rests on. */
export async function judgePicture(
  services: Services,
  { fitted, shown, facts }: Pick<TakenPicture, 'fitted' | 'shown' | 'facts'>,
  { model, target, ...how }: Looking & { readonly model: PictureModelOf },
): Promise<JudgedPicture> {
  if (target !== null && !model.picture.classes.some(({ name }) => name === target))
    throw new VouchError('invalid', `Model ${model.id} does not know the class ${target}.`, [
      { field: 'target', message: `must be one of ${model.picture.classes.map(({ name }) => name).join(', ')}` },
    ])
  const judged = await services.scorers.run(
    { kind: 'picture', model: model.id, fitted, shown, facts, target, ...how },
    { deadlineMs: LOOK_MS, urgent: true },
  )
  if (!isJudgedPicture(judged)) throw new Error('A scorer did not judge the picture.')
  return judged
}

/** The maps as they are sent. */
export function toClassMaps(
  { maps }: JudgedPicture,
  { picture }: PictureModelOf,
  { method, facts }: Pick<Looking, 'method'> & { readonly facts: Pick<PictureFacts, 'width' | 'height'> },
): ClassMaps {
  const [first] = maps
  if (!first) throw new Error('A scorer gave no map.')
  const { rows, columns, covers } = first.map
  const { left, top, width, height } = covers
  return {
    method,
    layer: method === 'grad-cam' ? picture.layer : null,
    rows,
    columns,
    picture: { width: facts.width, height: facts.height },
    covers: { left: short(left), top: short(top), width: short(width), height: short(height) },
    maps: maps.map(({ place, map }) => ({ code: codeAt(picture, place), values: Array.from(map.values, short) })),
  }
}

/** The class at a place of a model's scores. */
export function codeAt({ classes }: PictureModel, place: number): DiagnosisCode {
  return DiagnosisCode.parse(classes[place]?.name)
}

/** PNG as a page takes it. */
export function asDataUri(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64')}`
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS))
}
