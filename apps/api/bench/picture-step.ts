import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Manifest } from '@vouch/contracts/model'
import { drawLesion } from '@vouch/core/domains/skin/draw-lesion'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { openPictureModel } from '@vouch/core/model/open-picture-model'
import sharp from 'sharp'
import { judgePicture, openJudging } from '../src/worker/judge-picture.ts'
import { takePicture } from '../src/worker/read-picture.ts'
import type { Step } from './step.ts'
import { median } from './target.ts'

const WARM_UPS = 3

/** Milliseconds of a processor that a piece of work took, all of its threads. */
async function cpuMs<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e3, result]
}

/** A picture as a dermatoscope sends it, read, judged and explained, as the server's threads do it. */
export async function pictureStep({ repeats, root, say }: Step): Promise<void> {
  const folder = join(root, 'models/skin/skin-lesion')
  if (!existsSync(join(folder, 'manifest.json'))) return say('picture', { network: 'not here' })
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  const graph = readFileSync(join(folder, manifest.graph.file))
  const { width, height, pixels } = drawLesion('bench')
  const content = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer()
  const judging = await openJudging(manifest, graph)
  const bare = await openPictureModel(manifest, graph)
  const times = { read: [] as number[], judge: [] as number[], floor: [] as number[] }
  for (let i = -WARM_UPS; i < repeats; i++) {
    const [read, taken] = await cpuMs(() =>
      takePicture({ kind: 'picture', file: { content }, model: manifest.id, png: false }, manifest),
    )
    const how = {
      kind: 'picture',
      model: manifest.id,
      said: {},
      method: 'grad-cam',
      target: null,
      opacity: 0.5,
    } as const
    const [judge] = await cpuMs(() => judgePicture(judging, { ...how, ...taken }))
    const [floor] = await cpuMs(() => bare.scores(pictureTensor(taken.fitted.pixels, bare.picture), 1))
    if (i < 0) continue
    times.read.push(read)
    times.judge.push(judge)
    times.floor.push(floor)
  }
  await judging.explainable.close()
  await bare.close()
  const [read, judge, floor] = [median(times.read), median(times.judge), median(times.floor)]
  say('picture', {
    what: `from ${width} × ${height} of JPEG to the call, its maps and the overlay`,
    n: repeats,
    cpu_ms: read + judge,
    read_ms: read,
    judge_ms: judge,
    floor_ms: floor,
    ratio: (read + judge) / floor,
  })
}
