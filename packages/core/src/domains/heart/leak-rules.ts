import type { LeakRule } from '../../learn/audit-column.ts'
import { normaliseColumn } from '../../table/column-name.ts'
import { isHeartTable } from './is-heart-table.ts'

type Pattern = readonly [pattern: RegExp, reason: string]

const ANSWER = 'the diagnosis, which is what a call says'

/** Attributes 57 to 74 of the raw files (`heart-disease.names`): what the angiography found, vessel by vessel. */
const REFUSED: readonly Pattern[] = [
  [
    /^(num|target|condition|output|diag(nosis)?|goal|label|class|outcome|disease|has_disease|heart_?disease|heart_attack|cad|presence|angiographic_disease_status)$/,
    ANSWER,
  ],
  [
    /^(lmt|ladprox|laddist|cxmain|ramus|om1|om2|rcaprox|rcadist|lvx[1-4]|lvf|cathef|cmo|cday|cyr)$/,
    'from the angiography that made the diagnosis',
  ],
]

const HOSPITAL =
  'which hospital a patient came to tells how likely the disease is there, and nothing of a patient of another'
const NAMED = 'a name or number of the patient'

/** What may be trained on, at the price of a badge. */
const WARNED: readonly Pattern[] = [
  [/^(dataset|data_set|hospital|site|location|centre|center|source|origin)$/, HOSPITAL],
]
const NAMES: readonly Pattern[] = [[/^(patient_?id|patient|subject_id|record_id|pid|id|ccf|name)$/, NAMED]]

/** Why a column tells the answer, by its normalised name; null where it does not, or is not known. */
export function leakReason(name: string): string | null {
  return find(name, REFUSED)
}

/** What is known of the columns of a table of heart patients by their names; nothing of a table of anything else. */
export function leakRules(columns: readonly string[]): ReadonlyMap<string, LeakRule> {
  const rules = new Map<string, LeakRule>()
  if (!isHeartTable(columns)) return rules
  for (const column of columns) {
    const name = normaliseColumn(column)
    const refused = leakReason(name) ?? find(name, NAMES)
    const warned = find(name, WARNED)
    if (refused) rules.set(column, { verdict: 'refused', reason: refused })
    else if (warned) rules.set(column, { verdict: 'warning', reason: warned })
  }
  return rules
}

function find(name: string, patterns: readonly Pattern[]): string | null {
  return patterns.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
