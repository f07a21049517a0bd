import type { LeakRule } from '@vouch/core/learn/audit-column'
import type { KnownColumns } from '@vouch/core/table/suggest-columns'
import { FEEDBACK, feedbackRules } from '@vouch/core/learn/feedback-columns'
import { DOMAINS } from './domains.ts'

const all = Object.values(DOMAINS)

/** Where the tables of all domains keep their label, and what names the object of a row; those of judged calls first. */
export const KNOWN_COLUMNS: KnownColumns = {
  labels: [FEEDBACK.label, ...all.flatMap(({ knownColumns }) => knownColumns.labels)],
  groups: [FEEDBACK.group, ...all.flatMap(({ knownColumns }) => knownColumns.groups)],
}

/** What is known of a table's columns by their names, in any domain. */
export function leakRules(columns: readonly string[]): ReadonlyMap<string, LeakRule> {
  return new Map([...all.flatMap((domain) => [...domain.leakRules(columns)]), ...feedbackRules(columns)])
}
