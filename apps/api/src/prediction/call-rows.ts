import type { AbstainBand } from '@vouch/core/model/decide'
import { decide } from '@vouch/core/model/decide'
import type { ShownColumn } from './table-domain.ts'
import type { TextBytes } from './text-bytes.ts'

/** Scored rows of one submission, before they are written anywhere. Columns are as long as `ids`. */
export interface ScoredRows {
  readonly firstRow: number
  readonly ids: readonly string[]
  /** rounded as all probabilities are; NaN where the row was not assessed */
  readonly probability: Float64Array
  /** why a row was not assessed, by its place in this chunk */
  readonly reasons: ReadonlyMap<number, string>
  /** NaN where no error of what the model takes is known */
  readonly flipRate: Float64Array | null
  /** one a shown column; null when the table has no such column */
  readonly shown: readonly (Float64Array | null)[]
  /** rows × inputs, when every input was asked for */
  readonly features: Float32Array | null
}

/** What turns a probability into a call, the same for every row of a submission. */
export interface CallRules {
  readonly threshold: number
  readonly abstain: AbstainBand | null
  readonly labels: { readonly positive: string; readonly negative: string }
  readonly shown: readonly ShownColumn[]
  /** a call with a larger flip rate is fragile */
  readonly fragileAbove: number
  /** the model's inputs, to name `features` */
  readonly inputs: readonly string[]
}

/** Where calls are written to, as the insides of two JSON lists. */
export interface CallLists {
  readonly predictions: TextBytes
  readonly notAssessed: TextBytes
}

/**
 * Writes the calls of rows `from` to before `to` as JSON. By hand, because the keys are constant: it takes a third of the
 * time of objects and `JSON.stringify`, to which a test holds it equal.
 */
export function encodeRows(rows: ScoredRows, rules: CallRules, lists: CallLists, from = 0, to = rows.ids.length): void {
  const features = encodeFeatures(rows, rules)
  const [positive, negative] = [JSON.stringify(rules.labels.positive), JSON.stringify(rules.labels.negative)]
  for (let r = from; r < to; r++) {
    const name = `"row":${rows.firstRow + r},"id":${JSON.stringify(rows.ids[r])}`
    const reason = rows.reasons.get(r)
    if (reason !== undefined) {
      append(lists.notAssessed, `{${name},"reason":${JSON.stringify(reason)}}`)
      continue
    }
    const probability = rows.probability[r]!
    const call = decide(probability, rules.threshold, rules.abstain)
    const flips = rows.flipRate?.[r] ?? Number.NaN
    const fragile = Number.isNaN(flips) ? null : flips > rules.fragileAbove
    append(
      lists.predictions,
      `{${name},"prediction":${call.positive ? positive : negative},"probability":${probability},"abstained":${call.abstained},"features":{${features(r)}},"fragile":${fragile},"flip_rate":${json(flips)}}`,
    )
  }
}

function append(list: TextBytes, item: string): void {
  list.write(list.length === 0 ? item : `,${item}`)
}

/** What stands beside a call: the shown columns, and every input where they were asked for. */
function encodeFeatures(rows: ScoredRows, rules: CallRules): (row: number) => string {
  const keys = rules.shown.map(({ name }, i) => `${i === 0 ? '' : ','}${JSON.stringify(name)}:`)
  // an input that stands among the shown columns is not written twice
  const names = new Set(rules.shown.map(({ name }) => name))
  const inputKeys = rules.inputs.map((name) => (names.has(name) ? null : `,${JSON.stringify(name)}:`))
  return (row) => {
    let text = ''
    for (let i = 0; i < keys.length; i++) text += keys[i]! + json(rows.shown[i]?.[row])
    if (rows.features)
      for (const [i, key] of inputKeys.entries())
        if (key !== null) text += key + json(rows.features[row * inputKeys.length + i])
    return text
  }
}

function json(value: number | undefined): string {
  return value === undefined || value - value !== 0 ? 'null' : String(value)
}
