import { countDecisions, type DecisionCount, emptyCount } from '@vouch/core/model/decide'
import { z } from 'zod'
import { VouchError } from '@vouch/core/error'
import { type CallLists, type CallRules, encodeRows, type ScoredRows } from './call-rows.ts'
import { createTextBytes } from './text-bytes.ts'

/** Up to this many rows an answer holds every call. */
export const INLINE_ROWS = 20_000
/** Above it, the answer holds the calls of the first rows, and a cursor. */
export const FIRST_ROWS = 1000

/** An answer as bytes: `receipt` is a JSON object, the two lists the insides of JSON arrays. */
export interface Answer {
  readonly receipt: string
  readonly predictions: Uint8Array<ArrayBuffer>
  readonly notAssessed: Uint8Array<ArrayBuffer>
  readonly nextCursor: string | null
}

/** The whole answer, in pieces to be written one after the other. */
export function answerPieces({ receipt, predictions, notAssessed, nextCursor }: Answer): Buffer[] {
  const cursor = JSON.stringify(nextCursor)
  return [
    Buffer.from(`${receipt.slice(0, -1)},"next_cursor":${cursor},"predictions":[`),
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
    .transform((answer): unknown => JSON.parse(Buffer.concat(answerPieces(answer)).toString('utf8')))
    .pipe(output)
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

/** Collects the calls of a submission as its rows are scored, never more of them than an answer may hold. */
export function createAnswerBuilder(rules: CallRules): AnswerBuilder {
  const lists: CallLists = { predictions: createTextBytes(), notAssessed: createTextBytes() }
  let firstRows = { predictions: 0, notAssessed: 0 }
  let firstReason: string | null = null
  const note = () => (firstRows = { predictions: lists.predictions.length, notAssessed: lists.notAssessed.length })
  const builder = {
    count: emptyCount(),
    rows: 0,
    add(rows: ScoredRows) {
      const length = rows.ids.length
      const assessed = rows.reasons.size === 0 ? rows.probability : rows.probability.filter((p) => !Number.isNaN(p))
      builder.count = countDecisions(builder.count, assessed, rules.threshold, rules.abstain)
      firstReason ??= rows.reasons.values().next().value ?? null
      const cut = Math.min(length, Math.max(0, FIRST_ROWS - builder.rows))
      if (cut > 0) {
        encodeRows(rows, rules, lists, 0, cut)
        note()
      }
      builder.rows += length
      if (builder.rows <= INLINE_ROWS) return encodeRows(rows, rules, lists, cut, length)
      lists.predictions.cut(firstRows.predictions)
      lists.notAssessed.cut(firstRows.notAssessed)
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
      predictions: lists.predictions.toBytes(),
      notAssessed: lists.notAssessed.toBytes(),
      nextCursor: builder.rows <= INLINE_ROWS ? null : String(FIRST_ROWS),
    }),
  }
  return builder
}
