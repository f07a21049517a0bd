import { countDecisions, type DecisionCount, emptyCount } from '@vouch/core/model/decide'
import { z } from 'zod'
import { VouchError } from '@vouch/core/error'
import { type CallLists, type CallRules, encodeRows, type ScoredRows } from './call-rows.ts'
import { createTextBytes } from './text-bytes.ts'

/** Up to this many rows are answered at once, with every call; more become a job. */
export const INLINE_ROWS = 20_000

/** An answer as bytes: `receipt` is a JSON object, the two lists the insides of JSON arrays. */
export interface Answer {
  readonly receipt: string
  readonly predictions: Uint8Array<ArrayBuffer>
  readonly notAssessed: Uint8Array<ArrayBuffer>
}

/** The whole answer, in pieces to be written one after the other. */
export function answerPieces({ receipt, predictions, notAssessed }: Answer): Buffer[] {
  return [
    Buffer.from(`${receipt.slice(0, -1)},"next_cursor":null,"predictions":[`),
    Buffer.from(predictions.buffer, predictions.byteOffset, predictions.byteLength),
    Buffer.from('],"not_assessed":['),
    Buffer.from(notAssessed.buffer, notAssessed.byteOffset, notAssessed.byteLength),
    Buffer.from(']}'),
  ]
}

/** An answer's bytes as the value its schema describes: how a procedure gives what a reader has already written. */
export function fromAnswer<Output extends z.ZodType>(output: Output) {
  return z
    .custom<Answer>((value) => isAnswer(value))
    .transform(toValue)
    .pipe(output)
}

/** The same for what may be an answer or something else that is a value already. */
export function fromOutcome<Output extends z.ZodType>(output: Output) {
  return z
    .unknown()
    .transform((outcome) => (isAnswer(outcome) ? toValue(outcome) : outcome))
    .pipe(output)
}

function toValue(answer: Answer): unknown {
  return JSON.parse(Buffer.concat(answerPieces(answer)).toString('utf8'))
}

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'receipt' in value && 'notAssessed' in value
}

export interface AnswerBuilder {
  add(rows: ScoredRows): void
  readonly count: DecisionCount
  readonly rows: number
  /** @throws VouchError `invalid` when there is not one call */
  refuseWhenEmpty(): void
  finish(receipt: string): Answer
}

/**
 * Collects the calls of a submission as its rows are scored, and counts them. Without `lists` it only counts: nobody
 * waits for the calls of a job.
 */
export function createAnswerBuilder(rules: CallRules, { lists }: { readonly lists: boolean }): AnswerBuilder {
  const written: CallLists = { predictions: createTextBytes(), notAssessed: createTextBytes() }
  let firstReason: string | null = null
  const builder = {
    count: emptyCount(),
    rows: 0,
    add(rows: ScoredRows) {
      const assessed = rows.reasons.size === 0 ? rows.probability : rows.probability.filter((p) => !Number.isNaN(p))
      builder.count = countDecisions(builder.count, assessed, rules.threshold, rules.abstain)
      firstReason ??= rows.reasons.values().next().value ?? null
      builder.rows += rows.ids.length
      if (lists) encodeRows(rows, rules, written)
    },
    refuseWhenEmpty() {
      if (builder.count.positives + builder.count.negatives > 0) return
      const reason = firstReason ?? 'there is a header and no rows'
      const detail =
        builder.rows === 0 ? 'The table holds no rows.' : `None of the ${builder.rows} rows can be judged: ${reason}.`
      throw new VouchError('invalid', detail, [{ field: 'file', message: reason }])
    },
    finish: (receipt: string): Answer => ({
      receipt,
      predictions: written.predictions.toBytes(),
      notAssessed: written.notAssessed.toBytes(),
    }),
  }
  return builder
}
