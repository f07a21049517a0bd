import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DiagnosisCode, NOT_A_DERMATOSCOPE } from '@vouch/contracts/domains/skin'
import { Metric } from '@vouch/contracts/metric'
import { type Golden, Manifest, type PictureModel } from '@vouch/contracts/model'
import { drawPicture } from '@vouch/core/image/draw-picture'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { OPSET } from '@vouch/core/learn/onnx-graph'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { quantile } from '@vouch/core/measure/interval'
import { round } from '@vouch/core/measure/measure-calls'
import { openPictureModel } from '@vouch/core/model/open-picture-model'
import { createRandom } from '@vouch/core/random'
import { z } from 'zod'
import { writeModel } from '../write-model.ts'
import { type Calibrated, calibrateLesions } from './calibrate-lesions.ts'
import { type HeldOut, judgeHeldOut } from './judge-held-out.ts'
import { CLASSES, MEAN, SEED, SETTINGS, SIZE, SPREAD, STAGES } from './lesion-spec.ts'
import { abstainBand, chooseThreshold, compareSaid, malignantOf, measureLesions, SPLIT } from './measure-lesions.ts'
import { measureMaps } from './measure-maps.ts'
import { measureSpread, qualityLimits } from './measure-spread.ts'
import { PICTURE_GRAPH, pictureToOnnx } from './picture-to-onnx.ts'
import { type Lesions, readLesions } from './read-lesions.ts'
import { trainPictureNetwork } from './train-picture-network.ts'
import { INTENDED_USE, LICENCE, LIMITS, SOURCE, SUMMARY } from './lesion-words.ts'

const ID = 'skin-lesion'
const VERSION = '1.0.0'
const GOLDEN = 24
/** Of the held-out pictures, that are taken for strange. */
const STRANGE = 0.01
const DRAWN = 200

interface MakeOptions {
  /** holds `skin/ham10000.csv` and the archive of the pictures */
  readonly data: string
  readonly folder: string
  /** what is trained is kept there until the model is whole */
  readonly work: string
  readonly trainedAt: string
  readonly log: (line: string) => void
}

/** Trains, measures, exports, checks and writes the network of skin lesions. */
export async function makeLesionModel({ data, folder, work, trainedAt, log }: MakeOptions): Promise<Manifest> {
  const lesions = await readLesions(data)
  const raw = draft()
  const network = await trainPictureNetwork(lesions, { folder: data, work, model: raw })
  log('trained; its scores of the held-out pictures are made')
  const training = lesions.rows.flatMap((row, i) => (row.heldOut ? [] : [i]))
  const producer = { name: `vouch/${ID}`, version: VERSION }
  const bare = pictureToOnnx(network, producer, { spread: null })
  const spread = await measureSpread(network, { places: training, manifest: manifestOf(raw), graph: bare })
  const graph = pictureToOnnx(network, producer, { spread })
  const unlimited = { tensor: PICTURE_GRAPH.distance, limit: Number.MAX_VALUE, chosen_on: 'nothing yet' }
  const first = { ...raw, novelty: unlimited }
  const random = createRandom(SEED).fork(ID)
  const held = await judgeHeldOut(lesions, {
    network,
    manifest: manifestOf(first),
    graph,
    random: random.fork('folds'),
  })
  log(`the graph differs from PyTorch by ${held.largestDifference}`)
  const shares = CLASSES.map(
    ({ name }) => training.filter((i) => lesions.rows[i]?.dx === name).length / training.length,
  )
  const calibrated = calibrateLesions(held, shares)
  const compared = compareSaid(held, calibrated)
  log(`what is said of a picture ${compared.helps ? 'helps, and is used' : 'does not surely help, and is not used'}`)
  const { calibration, said, served, other } = choose(calibrated, compared.helps)
  const limit = Number(quantile(held.distances.toSorted(), 1 - STRANGE).toPrecision(4))
  const picture: PictureModel = {
    ...raw,
    calibration,
    said,
    called: {
      offsets: calibration.offsets.map((offset) => -offset),
      chosen_on: 'as if each class were as common as any other: so that a rare one is not overlooked',
    },
    novelty: {
      tensor: PICTURE_GRAPH.distance,
      limit,
      chosen_on: `the held-out pictures: one in a hundred of them lies beyond`,
    },
    quality: qualityLimits(network, training),
  }
  const probabilities = malignantOf(served)
  const threshold = chooseThreshold(held.malignant, probabilities)
  const made = manifestOf(picture)
  const evaluation = [
    ...measureLesions(held, { served, other }, picture.called),
    ...compared.metrics,
    ...abstention(held, { probabilities, threshold }),
    ...(await strange(made, graph)),
  ]
  for (const { metric, value, split } of evaluation.slice(0, 20)) log(`${metric} ${value} (${split})`)
  const maps = await keptMaps(join(work, 'maps.json'), graph, () =>
    measureMaps(held, { planes: network, manifest: made, graph }),
  )
  for (const { metric, value, split } of maps) log(`${metric} ${value} (${split})`)
  return writeModel(folder, {
    graph,
    golden: await goldenOf(made, graph),
    outOfFold: {
      split: SPLIT,
      calls: Object.fromEntries(held.rows.map(({ image_id }, i) => [image_id, Number(probabilities[i]!.toFixed(6))])),
    },
    manifest: {
      ...made,
      decision: {
        threshold,
        abstain: abstainBand(threshold),
        chosen_on: 'the greatest hundredth that calls nine of ten malignant pictures held out',
      },
      training: { ...trainingOf(lesions, held), trained_at: trainedAt },
      evaluation: [...evaluation, ...maps],
      curves: drawCurves(held.malignant, probabilities, SPLIT),
    },
  })
}

/** What is served of the two, and what is measured beside it. */
function choose({ calibration, said, alone, withSaid, factorAlone }: Calibrated, helps: boolean) {
  const other = helps
    ? { words: 'by the picture alone', of: alone }
    : { words: 'with age, sex and place beside it, which are not used', of: withSaid }
  const own = helps ? calibration : { ...calibration, factor: factorAlone }
  return { calibration: own, said: helps ? said : null, served: helps ? withSaid : alone, other }
}

const KeptMaps = z.object({ sha256: z.string(), metrics: z.array(Metric) })

/** Maps take half an hour, and hang on the graph alone: those of the same graph are measured once. */
async function keptMaps(path: string, graph: Uint8Array, measure: () => Promise<Metric[]>): Promise<Metric[]> {
  const sha256 = createHash('sha256').update(graph).digest('hex')
  const kept = existsSync(path) ? KeptMaps.parse(JSON.parse(await readFile(path, 'utf8'))) : null
  if (kept?.sha256 === sha256) return kept.metrics
  const metrics = await measure()
  await writeFile(path, JSON.stringify({ sha256, metrics }))
  return metrics
}

/** What is known before anything is learned. */
function draft(): PictureModel {
  const offsets = CLASSES.map(() => 0)
  return {
    ...SIZE,
    layout: 'nchw',
    channels: 'rgb',
    fit: 'cover',
    mean: [...MEAN],
    spread: [...SPREAD],
    mirrored: true,
    classes: CLASSES,
    calibration: { factor: 1, offsets },
    called: { offsets, chosen_on: 'nothing yet' },
    layer: PICTURE_GRAPH.layer,
    novelty: null,
    quality: { least_sharpness: 0, brightness: [0, 1], least_contrast: 0, chosen_on: 'nothing yet' },
  }
}

/** The manifest but for what is measured. */
function manifestOf(picture: PictureModel): Manifest {
  return Manifest.parse({
    id: ID,
    aliases: [],
    version: VERSION,
    name: 'Skin lesion in a dermoscopic picture: seven diagnoses, malignant or benign',
    type: 'convolutional_network',
    domain: 'skin',
    modality: 'picture',
    summary: SUMMARY,
    labels: ['BENIGN', 'MALIGNANT'],
    positive: 'MALIGNANT',
    inputs: [],
    picture,
    graph: {
      file: 'model.onnx',
      sha256: '0'.repeat(64),
      bytes: 0,
      opset: { '': OPSET[''] },
      input: PICTURE_GRAPH.input,
      outputs: { margin: PICTURE_GRAPH.scores, probability: PICTURE_GRAPH.scores },
    },
    requires: [],
    decision: { threshold: 0.5, abstain: null, chosen_on: 'nothing yet' },
    calibration: {
      method: 'scores',
      fitted_on: `${SPLIT}; one factor, beside the classes’ shares in training${picture.said ? ', and what age, sex and place add' : ''}`,
      parameters: { factor: picture.calibration.factor },
    },
    transfer: {
      trained_on: ['ham10000'],
      withheld: [],
      why: 'Pictures of another dermatoscope, another clinic or another skin may look otherwise than those that it learned from.',
    },
    explanation: {
      method: 'grad-cam',
      note: 'Grad-CAM of the score of any class, from the graph itself: its last maps are a tensor of it, and what comes after is differentiated',
    },
    training: {
      trained_at: null,
      seed: SEED,
      rows: null,
      groups: null,
      positives: null,
      split: SPLIT,
      parameters: {},
      data: [],
      dropped: [],
    },
    evaluation: [],
    folds: [],
    curves: null,
    importance: [],
    licence: LICENCE,
    intended_use: INTENDED_USE,
    limits: [NOT_A_DERMATOSCOPE, ...LIMITS],
  })
}

function trainingOf({ rows, sha256 }: Lesions, held: HeldOut): Manifest['training'] {
  const own = rows.filter(({ heldOut }) => !heldOut)
  const { phases, ...settings } = SETTINGS
  const counts = DiagnosisCode.options.map((code) => `${code} ${own.filter(({ dx }) => dx === code).length}`)
  return {
    trained_at: null,
    seed: SEED,
    rows: own.length,
    groups: new Set(own.map(({ lesion_id }) => lesion_id)).size,
    positives: own.filter(({ dx }) => CLASSES.some(({ name, positive }) => positive && name === dx)).length,
    split: `${SPLIT}: ${held.rows.length} pictures of ${new Set(held.groups).size} lesions, none of whose pictures was learned from`,
    parameters: {
      ...settings,
      pictures: counts.join(', '),
      stages: STAGES.map(({ channels, blocks }) => `${channels} channels × ${blocks} blocks`).join(', '),
      phases: phases
        .map(({ shrink, epochs }) => `${epochs} epochs of ${SIZE.width / shrink} × ${SIZE.height / shrink}`)
        .join(', '),
      schedule: 'its length was 48 epochs for the first 28, and 39 from then on',
    },
    data: [
      { name: 'HAM10000, its table', sha256: sha256.table, rows: rows.length, ...SOURCE },
      { name: 'HAM10000, pictures of 200 × 150 and masks', sha256: sha256.pictures, rows: rows.length, ...SOURCE },
    ],
    dropped: [{ what: 'dx_type', count: null, why: 'how a diagnosis was made tells which it is' }],
  }
}

function abstention(
  { malignant }: HeldOut,
  { probabilities, threshold }: { probabilities: Float64Array; threshold: number },
): Metric[] {
  const { from, to } = abstainBand(threshold)
  const rows = [...malignant.keys()]
  const inside = rows.filter((row) => probabilities[row]! >= from && probabilities[row]! < to)
  const right = (some: readonly number[]) =>
    some.length === 0
      ? null
      : round(some.filter((row) => probabilities[row]! >= threshold === (malignant[row] === 1)).length / some.length)
  const note = `abstained: probability from ${from} to ${to}, which was chosen on these pictures`
  const others = rows.filter((row) => !inside.includes(row))
  const of = (metric: string, value: number | null, n: number): Metric => ({
    metric,
    value,
    interval: null,
    n,
    split: SPLIT,
    note,
  })
  return [
    of('abstained_share', round(inside.length / rows.length), rows.length),
    of('accuracy_when_abstained', right(inside), inside.length),
    of('accuracy_when_not_abstained', right(others), others.length),
  ]
}

/** How many drawn pictures, of colours and blobs, are taken for strange. */
async function strange(manifest: Manifest, graph: Uint8Array): Promise<Metric[]> {
  const model = await openPictureModel(manifest, graph)
  let found = 0
  for (let seed = 0; seed < DRAWN; seed++) {
    const tensor = pictureTensor(drawPicture(seed, SIZE.width, SIZE.height), model.picture)
    const { novelty } = await model.run(tensor, 1)
    if ((novelty?.[0] ?? Number.NaN) > (model.picture.novelty?.limit ?? Number.NaN)) found++
  }
  await model.close()
  return [
    {
      metric: 'strange_pictures_found',
      value: round(found / DRAWN),
      interval: null,
      n: DRAWN,
      split: 'drawn pictures of colours and blobs',
      note: 'taken for no lesion, by a limit beyond which one in a hundred held-out pictures lies; photographs of other things were not at hand',
    },
  ]
}

async function goldenOf(manifest: Manifest, graph: Uint8Array): Promise<Golden> {
  const model = await openPictureModel(manifest, graph)
  const pictures: NonNullable<Golden['pictures']> = []
  for (let seed = 1; seed <= GOLDEN; seed++) {
    const tensor = pictureTensor(drawPicture(seed, SIZE.width, SIZE.height), model.picture)
    const scores = Array.from(await model.scores(tensor, 1), (score) => Number(score.toPrecision(7)))
    pictures.push({ seed, scores })
  }
  await model.close()
  return { tolerance: 1e-3, rows: [], pictures }
}
