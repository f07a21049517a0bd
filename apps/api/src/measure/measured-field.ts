import type { MeasureOutput, MeasureQuery } from '@vouch/contracts/measure'
import type { JudgedCall } from '@vouch/core/measure/judged-call'
import type { Acting } from '../account/audit-act.ts'

/** A call that was judged, or whose outcome is known, and whether that was so on a day before it was made. */
export interface MeasuredCall extends JudgedCall {
  readonly knownBefore: boolean
}

/** Calls of a time, in ms since 1970, and of which model. */
export interface MeasuredTime {
  readonly from: number
  readonly to: number
  readonly model: MeasureQuery['model']
  readonly modelVersion: MeasureQuery['model_version']
}

/** A field of work whose calls, verdicts and outcomes are measured against each other. */
export interface MeasuredField {
  /** @throws VouchError `unauthorized`, `forbidden` for who may not be told of it */
  admit(acting: Acting): Promise<void> | void
  /** its positive label */
  readonly positive: string
  /** what the caller may be told of, and, where they are too many, how many were drawn of how many */
  load(
    acting: Acting,
    time: MeasuredTime,
  ): Promise<{ readonly calls: readonly MeasuredCall[]; readonly drawn: NonNullable<MeasureOutput['drawn']> | null }>
}
