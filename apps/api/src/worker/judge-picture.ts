import type { ClassMaps, PictureFacts } from '@vouch/contracts/domains/skin'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { type ExplainablePicture, explainablePicture } from '@vouch/core/explain/explain-picture'
import { overlayMap } from '@vouch/core/image/overlay-map'
import type { PictureMap, Rectangle } from '@vouch/core/image/picture'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { writePng } from '@vouch/core/image/write-png'
import { calledClass, classProbabilities, saidOffsets } from '@vouch/core/model/class-probabilities'
import { pictureOf } from '@vouch/core/model/open-picture-model'
import type { JudgedPicture, JudgePictureTask } from './picture-tasks.ts'

/** A model of pictures that is open in this thread. */
export interface JudgingModel {
  readonly manifest: Manifest
  readonly explainable: ExplainablePicture
}

export async function openJudging(manifest: Manifest, graph: Uint8Array): Promise<JudgingModel> {
  return { manifest, explainable: await explainablePicture(manifest, graph) }
}

/** Judges a picture, and lays over it what speaks for a class. */
export async function judgePicture(
  { manifest, explainable }: JudgingModel,
  { fitted, shown, facts, said, method, target, opacity }: JudgePictureTask,
): Promise<JudgedPicture> {
  const picture = pictureOf(manifest)
  const tensor = pictureTensor(fitted.pixels, picture)
  const cams = await explainable.cams(tensor)
  const offsets = saidOffsets(picture, said)
  const called = calledClass(cams.scores, picture, offsets)
  const wanted = target === null ? called : picture.classes.findIndex(({ name }) => name === target)
  const places = method === 'grad-cam' ? picture.classes.map((_, place) => place) : [wanted]
  const maps = await Promise.all(
    places.map(async (place) => ({
      place,
      map: onPicture(
        method === 'grad-cam'
          ? { ...cams, values: cams.maps[place]! }
          : await lookBy(explainable, tensor, { method, place }),
        { of: picture, facts },
      ),
    })),
  )
  const own = maps.find(({ place }) => place === wanted)?.map
  if (!own) throw new VouchError('failure', `Model ${manifest.id} gave no map of the class that was asked for.`)
  const overlay = await writePng(overlayMap(shown, scaled(own, shown.width / facts.width), opacity))
  return {
    scores: [...cams.scores],
    probabilities: [...classProbabilities(cams.scores, picture.calibration, offsets)],
    called,
    target: wanted,
    novelty: cams.novelty,
    maps,
    overlay: new Uint8Array(overlay),
  }
}

function lookBy(
  explainable: ExplainablePicture,
  tensor: Float32Array,
  { method, place }: { readonly method: Exclude<ClassMaps['method'], 'grad-cam'>; readonly place: number },
): Promise<PictureMap> {
  return method === 'occlusion' ? explainable.occlusion(tensor, place) : explainable.integratedGradients(tensor, place)
}

/** From the pixels that the model takes to those of the upright picture. */
function onPicture(
  { rows, columns, values, covers }: PictureMap,
  {
    of,
    facts: { seen },
  }: { readonly of: { width: number; height: number }; readonly facts: Pick<PictureFacts, 'seen'> },
): PictureMap {
  const [across, down] = [seen.width / of.width, seen.height / of.height]
  const place: Rectangle = {
    left: seen.left + covers.left * across,
    top: seen.top + covers.top * down,
    width: covers.width * across,
    height: covers.height * down,
  }
  return { rows, columns, values, covers: place }
}

function scaled(map: PictureMap, by: number): PictureMap {
  const { left, top, width, height } = map.covers
  return { ...map, covers: { left: left * by, top: top * by, width: width * by, height: height * by } }
}
