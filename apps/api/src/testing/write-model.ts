import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { QUANTILE_LEVELS, type Golden, type Manifest, type ModelInput } from '@vouch/contracts/model'
import { CATALOGUE_FEATURES } from '@vouch/core/domains/exoplanet/catalogue-features'
import { feature } from '@vouch/core/domains/exoplanet/features'
import { feature as heartFeature } from '@vouch/core/domains/heart/features'
import { OPSET } from '@vouch/core/learn/onnx-graph'
import { GRAPH, toOnnx } from '@vouch/core/learn/to-onnx'
import { predictMargin, sigmoid, type Tree, type TreeEnsemble } from '@vouch/core/learn/tree'

export interface FixtureModel {
  readonly id: string
  /** exoplanet when not given */
  readonly domain?: Exclude<Manifest['domain'], 'other' | 'skin'>
  readonly aliases?: readonly string[]
  readonly inputs?: readonly string[]
  readonly abstain?: { from: number; to: number }
  /** changes of the folder after it was made right, to see what a wrong one does */
  readonly spoil?: (folder: string) => Promise<void>
}

const ROW_INPUTS = {
  exoplanet: ['log_period', 'log_depth', 'log_duration', 'impact'],
  heart: ['oldpeak', 'exang', 'age', 'cp_asymptomatic'],
} as const
/** What a domain's tables and calls are called. */
const ABOUT = {
  exoplanet: { labels: ['FALSE POSITIVE', 'PLANET'], requires: [['period'], ['depth', 'radius']], kind: 'koi' },
  heart: { labels: ['NO DISEASE', 'DISEASE'], requires: [['age']], kind: 'patients' },
} as const

/** A stump: below the threshold one value, above it another, and a third way for a missing value. */
function stump(place: number, threshold: number, below: number, above: number): Tree {
  return {
    feature: Int32Array.of(place, -1, -1),
    threshold: Float32Array.of(threshold, 0, 0),
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    missingLeft: Uint8Array.of(1, 0, 0),
    value: Float32Array.of(0, below, above),
    gain: Float32Array.of(1, 0, 0),
    cover: Float32Array.of(2, 1, 1),
  }
}

function heartEnsemble(inputs: readonly string[]): TreeEnsemble {
  const trees = [
    stump(inputs.indexOf('oldpeak'), 1, -0.4, 0.7),
    stump(inputs.indexOf('exang'), 0.5, -0.3, 0.6),
    stump(inputs.indexOf('cp_asymptomatic'), 0.5, -0.5, 0.5),
  ]
  return { features: inputs.length, base: 0.1, trees }
}

function ensemble(inputs: readonly string[]): TreeEnsemble {
  const place = (name: string) => Math.max(0, inputs.indexOf(name))
  const trees = [
    stump(place('log_period'), 1, 0.4, -0.3),
    stump(place('log_depth'), 3, 1.1, -1.7),
    stump(place('log_depth'), 2.2, -0.2, 0.5),
    stump(place('log_duration'), 0.7, -0.25, 0.35),
    stump(place('impact'), 0.8, 0.45, -0.9),
  ]
  const matches = inputs.indexOf('ephemeris_matches')
  return { features: inputs.length, base: 0.1, trees: matches < 0 ? trees : [...trees, stump(matches, 0.5, 0.3, -2.5)] }
}

/** Writes a model's folder under `root`, as the trainer would, with a graph small enough to check by hand. */
export async function writeModel(root: string, model: FixtureModel): Promise<Manifest> {
  const { domain = 'exoplanet' } = model
  const inputs = model.inputs ?? ROW_INPUTS[domain]
  const trees = domain === 'heart' ? heartEnsemble(inputs) : ensemble(inputs)
  const graph = toOnnx(trees, { name: 'vouch-test', version: '1' })
  const manifest = makeManifest(model, inputs, graph)
  const folder = join(root, domain, model.id)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'model.onnx'), graph)
  await writeFile(join(folder, 'golden.json'), JSON.stringify(golden(trees)))
  await writeFile(join(folder, 'CARD.md'), `# ${model.id}\n`)
  await model.spoil?.(folder)
  return manifest
}

function golden(trees: TreeEnsemble): Golden {
  const rows = [0.5, 1.5, 2.5, 3.5].map((value) =>
    Float32Array.from({ length: trees.features }, (_, i) => (i === 3 ? Number.NaN : value)),
  )
  return {
    tolerance: 1e-5,
    rows: rows.map((features) => {
      const margin = predictMargin(trees, features, 1)[0] ?? 0
      return {
        features: Array.from(features, (v) => (Number.isNaN(v) ? null : v)),
        margin,
        probability: sigmoid(margin),
      }
    }),
  }
}

function makeManifest(model: FixtureModel, inputs: readonly string[], graph: Uint8Array): Manifest {
  const { id, aliases = [], abstain = null, domain = 'exoplanet' } = model
  const about = ABOUT[domain]
  return {
    id,
    aliases: [...aliases],
    version: '1.2.3',
    name: `Model ${id}`,
    type: 'boosted trees',
    domain,
    modality: 'table',
    summary: 'Made for tests.',
    labels: [...about.labels],
    positive: about.labels[1],
    inputs: inputs.map((name) => makeInput(name, domain)),
    takes: 'quantities',
    graph: {
      file: 'model.onnx',
      sha256: createHash('sha256').update(graph).digest('hex'),
      bytes: graph.length,
      opset: { ...OPSET },
      input: GRAPH.input,
      outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
    },
    decision: { threshold: 0.5, abstain, chosen_on: 'nothing: made for tests' },
    calibration: { method: 'none', fitted_on: 'nothing', parameters: {} },
    explanation: { method: 'tree-shap', note: 'made for tests' },
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
    requires: about.requires.map((list) => [...list]),
    transfer: { trained_on: [about.kind], withheld: [], why: 'made for tests' },
    evaluation: [{ metric: 'roc_auc', value: 0.9, interval: [0.85, 0.95], n: 10, split: 'made for tests' }],
    folds: [
      { fold: 0, n: 5, recall: 0.8, roc_auc: 0.9 },
      { fold: 1, n: 5, recall: 0.6, roc_auc: 0.9 },
    ],
    curves: {
      roc: { x: [0, 1], y: [0, 1], n: 10 },
      precision_recall: { x: [0, 1], y: [1, 0], n: 10 },
      calibration: [],
      split: 'made for tests',
    },
    importance: inputs.map((name, i) => ({ name, importance: 1 / (i + 1), rank: i + 1, method: 'gain' })),
    licence: 'MIT',
    intended_use: 'tests',
    limits: ['knows nothing'],
  }
}

function makeInput(name: string, domain: Manifest['domain']): ModelInput {
  const ofCatalogue = CATALOGUE_FEATURES.find((spec) => spec.name === name)
  const { unit, description } = ofCatalogue ?? (domain === 'heart' ? heartFeature(name) : feature(name))
  const quantiles = QUANTILE_LEVELS.map((level) => level * 4)
  const distribution = { n: 10, missing: 0, quantiles }
  return {
    name,
    unit,
    description,
    group: ofCatalogue ? 'catalogue' : 'row',
    range: [0, 4],
    may_be_missing: true,
    distribution: { positive: distribution, negative: distribution },
  }
}
