import type { Manifest, ModelOrigin } from '@vouch/contracts/model'
import { round } from '../measure/measure-calls.ts'
import type { ForeignModel } from './import-model.ts'
import { OPSET } from './onnx-graph.ts'
import { GRAPH } from './to-onnx.ts'

/** What an imported model is called and said to be, by whoever brought it. */
export interface ImportSubject {
  readonly modelId: string
  readonly name: string
  readonly domain: Manifest['domain']
  readonly columns: readonly string[]
  /** of each column, whether the model says something of a row without it */
  readonly mayBeMissing: readonly boolean[]
  readonly negative: string
  readonly positive: string
  /** null: nobody said one */
  readonly threshold: number | null
  readonly sha256: string
  readonly origin: ModelOrigin
}

/** In the middle, until somebody says what a wrong call costs. */
const MIDDLE = 0.5
const NOT_KNOWN = 'not known: the model was imported'
const EMPTY = { n: 0, missing: 0, quantiles: null }

/** Says of an imported model what is known of it; what another program measured is not repeated here. */
export function describeImport(subject: ImportSubject, model: ForeignModel): Manifest {
  const { origin, columns } = subject
  return {
    id: subject.modelId,
    aliases: [],
    version: '1.0.0',
    name: subject.name,
    type: origin.format,
    domain: subject.domain,
    modality: 'table',
    summary: `Imported from ${origin.file}, which ${origin.writer || 'an unknown program'} wrote.`,
    labels: [subject.negative, subject.positive],
    positive: subject.positive,
    inputs: columns.map((name, i) => ({
      name,
      unit: '',
      description: `column “${name}” of the table`,
      group: 'row',
      range: null,
      may_be_missing: subject.mayBeMissing[i] ?? false,
      distribution: { positive: EMPTY, negative: EMPTY },
    })),
    takes: 'columns',
    graph: {
      file: 'model.onnx',
      sha256: subject.sha256,
      bytes: model.onnx.length,
      opset: { ...OPSET },
      input: GRAPH.input,
      outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
    },
    decision: {
      threshold: subject.threshold ?? MIDDLE,
      abstain: null,
      chosen_on: subject.threshold === null ? 'no rows: it is the middle' : 'what was said at its import',
    },
    calibration: { method: 'none', fitted_on: NOT_KNOWN, parameters: {} },
    requires: [[...columns]],
    transfer: { trained_on: [], withheld: [], why: 'It takes the columns as they are, by their names.' },
    explanation: explanationOf(model),
    training: {
      trained_at: null,
      seed: null,
      rows: null,
      groups: null,
      positives: null,
      split: NOT_KNOWN,
      parameters: {},
      data: [],
      dropped: [],
    },
    evaluation: parityOf(origin),
    folds: [],
    curves: null,
    importance: rank(columns, model.gains),
    badge: null,
    origin,
    licence: NOT_KNOWN,
    intended_use:
      'What whoever trained it meant it for. To be measured here, on labelled rows, before it is relied on.',
    limits: limitsOf(subject, model),
  }
}

function explanationOf({ explanation, needsBackground }: ForeignModel): Manifest['explanation'] {
  const exact = explanation === 'tree-shap'
  return {
    method: explanation,
    note: exact ? 'exact, from the trees of the graph' : 'sampled, with its error, against the rows that came with it',
    ...(exact && needsBackground ? { needs_background: true } : {}),
  }
}

function parityOf({ parity, writer }: ModelOrigin): Manifest['evaluation'] {
  if (!parity) return []
  return [
    {
      metric: 'largest_difference_to_trainer',
      value: parity.largest_difference,
      interval: null,
      n: parity.rows,
      split: 'rows that came with the model',
      note: `${parity.output === 'probability' ? 'probability' : 'log-odds'} here against what ${writer || 'the program that trained it'} gave`,
    },
  ]
}

function rank(columns: readonly string[], gains: ForeignModel['gains']): Manifest['importance'] {
  if (!gains) return []
  return columns
    .map((name, i) => ({ name, importance: round(gains[i] ?? 0) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: 'share of the gain, as its file says' }))
}

function limitsOf({ origin }: ImportSubject, { needsBackground }: ForeignModel): string[] {
  return [
    'It was trained elsewhere: on which rows, split in what way, and how good it is, is not known here.',
    ...(origin.parity === null
      ? ['No rows came with it: whether it says here what it said where it was trained was not checked.']
      : []),
    ...(needsBackground && origin.parity === null
      ? ['Its calls cannot be explained: there are no rows to explain them against.']
      : []),
  ]
}
