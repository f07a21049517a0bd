import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DIAGNOSES, DiagnosisCode } from '@vouch/contracts/domains/skin'
import { type Golden, Manifest } from '@vouch/contracts/model'
import { drawPicture } from '@vouch/core/image/draw-picture'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { OnnxGraph, OPSET } from '@vouch/core/learn/onnx-graph'
import { openPictureModel } from '@vouch/core/model/open-picture-model'

const SIZE = { width: 64, height: 48 } as const
const ENDS = { input: 'pictures', scores: 'scores', layer: 'maps' } as const
/** What a class' score is of how much red, green and blue there is above the middle. */
const COLOURS: Readonly<Record<DiagnosisCode, readonly [number, number, number]>> = {
  nv: [-2, 6, -2],
  mel: [6, -2, -2],
  bkl: [2, 2, -4],
  bcc: [-2, -2, 6],
  akiec: [2, -4, 2],
  vasc: [-4, 2, 2],
  df: [0, 0, 0],
}

/** Writes the folder of a model that sees colours: of a red picture it says melanoma, of a green one a nevus, of a blue one a carcinoma. */
export async function writePictureModel(root: string, { id = 'skin-lesion' } = {}): Promise<Manifest> {
  const graph = writeGraph()
  const manifest = makeManifest(id, graph)
  const folder = join(root, 'skin', id)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'model.onnx'), graph)
  await writeFile(join(folder, 'golden.json'), JSON.stringify(await goldenOf(manifest, graph)))
  await writeFile(join(folder, 'CARD.md'), `# ${id}\n`)
  return manifest
}

/** Means of two pixels by two, three times over: so the maps are 6 lines of 8. */
function writeGraph(): Uint8Array {
  const graph = new OnnxGraph()
  let value: string = ENDS.input
  for (const last of [false, false, true]) {
    const pooled = graph.node('AveragePool', [value], {
      attributes: { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } },
    })
    value = graph.node('Relu', [pooled], last ? { name: ENDS.layer } : {})
  }
  const flat = graph.node('Flatten', [graph.node('GlobalAveragePool', [value])])
  const weights = DiagnosisCode.options.flatMap((code) => COLOURS[code])
  graph.node('Gemm', [flat, graph.floats(weights, [weights.length / 3, 3])], {
    attributes: { transB: { int: 1 } },
    outputs: [ENDS.scores],
  })
  return graph.finish({
    name: 'colours',
    producer: { name: 'vouch-test', version: '1' },
    input: { name: ENDS.input, shape: [3, SIZE.height, SIZE.width] },
    outputs: [{ name: ENDS.scores, columns: DiagnosisCode.options.length }],
  })
}

async function goldenOf(manifest: Manifest, graph: Uint8Array): Promise<Golden> {
  const model = await openPictureModel(manifest, graph)
  const pictures: NonNullable<Golden['pictures']> = []
  for (const seed of [1, 2, 3]) {
    const tensor = pictureTensor(drawPicture(seed, SIZE.width, SIZE.height), model.picture)
    pictures.push({ seed, scores: [...(await model.scores(tensor, 1))] })
  }
  await model.close()
  return { tolerance: 1e-4, rows: [], pictures }
}

function makeManifest(id: string, graph: Uint8Array): Manifest {
  const offsets = DiagnosisCode.options.map(() => 0)
  return Manifest.parse({
    id,
    aliases: [],
    version: '1.2.3',
    name: `Model ${id}`,
    type: 'convolutional network',
    domain: 'skin',
    modality: 'picture',
    summary: 'Made for tests.',
    labels: ['BENIGN', 'MALIGNANT'],
    positive: 'MALIGNANT',
    inputs: [],
    picture: {
      ...SIZE,
      layout: 'nchw',
      channels: 'rgb',
      fit: 'cover',
      mean: [0.5, 0.5, 0.5],
      spread: [0.5, 0.5, 0.5],
      mirrored: true,
      classes: DiagnosisCode.options.map((name) => ({ name, positive: DIAGNOSES[name].malignant })),
      calibration: { factor: 1, offsets },
      said: {
        numbers: {},
        words: { lesion_location: { face: DiagnosisCode.options.map((code) => (code === 'bcc' ? 3 : 0)) } },
        fitted_on: 'nothing: made for tests',
      },
      called: { offsets, chosen_on: 'nothing: made for tests' },
      layer: ENDS.layer,
      novelty: null,
      quality: {
        least_sharpness: 0,
        brightness: [0.02, 0.98],
        least_contrast: 0,
        chosen_on: 'nothing: made for tests',
      },
    },
    graph: {
      file: 'model.onnx',
      sha256: createHash('sha256').update(graph).digest('hex'),
      bytes: graph.length,
      opset: { ...OPSET },
      input: ENDS.input,
      outputs: { margin: ENDS.scores, probability: ENDS.scores },
    },
    decision: { threshold: 0.5, abstain: null, chosen_on: 'nothing: made for tests' },
    calibration: { method: 'scores', fitted_on: 'nothing', parameters: {} },
    requires: [],
    transfer: { trained_on: [], withheld: [], why: 'made for tests' },
    explanation: { method: 'grad-cam', note: 'made for tests' },
    training: {
      trained_at: '2026-01-02',
      seed: 1,
      rows: 10,
      groups: 5,
      positives: 4,
      split: 'none',
      parameters: {},
      data: [],
      dropped: [],
    },
    evaluation: [{ metric: 'roc_auc', value: 0.9, interval: [0.85, 0.95], n: 10, split: 'made for tests' }],
    folds: [],
    curves: null,
    importance: [],
    licence: 'CC BY-NC 4.0',
    intended_use: 'tests',
    limits: ['knows nothing'],
  })
}
