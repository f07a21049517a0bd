import type { AuditVerdict, ColumnProfile, FeatureAudit, LabelChoice } from '@vouch/contracts/dataset'
import type { FieldNote, TrainingConfig } from '@vouch/contracts/learner'
import type { LabelCounts } from './label-rows.ts'

/** What a configuration is held against, as far as it is known. */
export interface ConfigFacts {
  readonly columns: readonly ColumnProfile[]
  /** what was found of each column, by name; one that is not there was not looked at */
  readonly verdicts: ReadonlyMap<string, { readonly verdict: AuditVerdict; readonly reason: string | null }>
  /** those that the table's field makes of it; null when they were not looked at */
  readonly features: readonly FeatureAudit[] | null
  /** of the rows with a chosen label; null when they were not counted */
  readonly counts: LabelCounts | null
  /** what the table's field knows some values of its columns to say; of a field that knows none, no word for positive */
  readonly says: {
    readonly positive: string | null
    readonly columns: ReadonlyMap<string, Readonly<Record<string, string>>>
  }
  /** of a table of NASA's */
  readonly label: LabelChoice | null
  readonly groupKey: string | null
}

/** The fields of a configuration that could be read; what was given badly, or not at all, is undefined. */
export type ReadConfig = { readonly [Field in keyof TrainingConfig]?: TrainingConfig[Field] | undefined }

/** Where faults and warnings are put down. */
export interface Notes {
  readonly errors: FieldNote[]
  readonly warnings: FieldNote[]
}
