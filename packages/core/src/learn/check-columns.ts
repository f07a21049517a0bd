import type { ColumnKind, ColumnProfile, FeatureAudit } from '@vouch/contracts/dataset'
import type { FieldNote } from '@vouch/contracts/learner'
import type { ConfigFacts, Notes, ReadConfig } from './config-facts.ts'

const NO_FEATURE: Partial<Record<ColumnKind, string>> = {
  text: 'holds text: a learner takes numbers',
  date: 'holds dates: a learner takes numbers',
  missing: 'holds nothing',
}

/**
 * Checks label, group key and features against the columns.
 * @returns the features that would be learned from; null where they are not known yet
 */
export function checkColumns(config: ReadConfig, facts: ConfigFacts, notes: Notes): readonly string[] | null {
  const columns = new Map(facts.columns.map((column) => [column.name, column]))
  const label = config.label ?? facts.label?.column
  const groupKey = config.group_key === undefined ? facts.groupKey : config.group_key
  checkLabel(config, { facts, column: label === undefined ? undefined : columns.get(label), label }, notes)
  checkGroupKey(groupKey, { columns, label }, notes)
  checkOnly(config, columns, notes)
  checkWeight(config.weight ?? null, { columns, label, groupKey }, notes)
  if (config.takes === 'quantities') return checkMade(config.features, facts.features, notes)
  const reserved = [label, groupKey, config.only?.column ?? facts.label?.only?.column, config.weight]
  const roles = { label, groupKey, weight: config.weight }
  if (config.features !== undefined) checkFeatures(config.features, { columns, facts, ...roles }, notes)
  const features = config.features ?? defaultFeatures(facts).filter((name) => !reserved.includes(name))
  if (features.length === 0) notes.errors.push({ field: 'features', message: 'no column is left to learn from' })
  return features
}

/** Features that the table's field makes of it. */
function checkMade(
  given: readonly string[] | undefined,
  made: readonly FeatureAudit[] | null,
  notes: Notes,
): readonly string[] | null {
  if (made === null) return given ?? null
  if (made.length === 0)
    notes.errors.push({ field: 'takes', message: 'its columns are not known: no feature can be made of this table' })
  else if (given !== undefined) checkNames(given, (name) => madeFault(name, made), notes)
  else if (defaultMade(made).length === 0)
    notes.errors.push({ field: 'features', message: 'no feature is left to learn from' })
  const features = given ?? defaultMade(made)
  for (const { column, verdict, reason } of made)
    if (verdict === 'warning' && features.includes(column)) notes.warnings.push(badgeNote(column, reason))
  return features
}

function madeFault(name: string, made: readonly FeatureAudit[]): string | null {
  const found = made.find(({ column }) => column === name)
  if (!found) return 'is not a feature of the table'
  return found.verdict === 'refused' ? `is refused: ${found.reason ?? ''}` : null
}

/** Every feature that the audit found nothing against. */
export function defaultMade(made: readonly FeatureAudit[]): string[] {
  return made.filter(({ verdict }) => verdict === 'ok').map(({ column }) => column)
}

/** Rows can only be chosen by values that there are. */
function checkOnly({ only }: ReadConfig, columns: ReadonlyMap<string, ColumnProfile>, { errors }: Notes): void {
  if (!only) return
  const column = columns.get(only.column)
  if (!column) {
    errors.push({ field: 'only.column', message: `there is no column “${only.column}”` })
    return
  }
  const all = column.distinct.exact && column.distinct.count === column.frequent.length
  const absent = only.values.filter((value) => all && !column.frequent.some((one) => one.value === value))
  if (absent.length > 0)
    errors.push({ field: 'only.values', message: `no row has ${absent.map((value) => `“${value}”`).join(', ')}` })
}

/** Every column of numbers that the audit found nothing against. */
export function defaultFeatures({ columns, verdicts }: Pick<ConfigFacts, 'columns' | 'verdicts'>): string[] {
  return columns
    .filter(
      ({ name, numeric, kind }) => numeric && kind !== 'constant' && (verdicts.get(name)?.verdict ?? 'ok') === 'ok',
    )
    .map(({ name }) => name)
}

function checkLabel(
  config: ReadConfig,
  { facts, column, label }: { facts: ConfigFacts; column: ColumnProfile | undefined; label: string | undefined },
  { errors }: Notes,
): void {
  if (label === undefined) {
    errors.push({ field: 'label', message: 'is needed: the column that holds the answer' })
    return
  }
  if (column === undefined) {
    errors.push({ field: 'label', message: `there is no column “${label}”` })
    return
  }
  const known = facts.label?.column === label ? facts.label : null
  const positive = config.positive_labels ?? known?.positive
  // those that the table's own choice leaves out stay out
  const negative = config.negative_labels ?? (config.positive_labels === undefined ? known?.negative : undefined)
  if (column.distinct.exact && column.distinct.count < 2)
    errors.push({ field: 'label', message: `“${label}” has ${column.distinct.count} classes, and two are needed` })
  if (positive === undefined)
    errors.push({ field: 'positive_labels', message: `is needed: which of “${label}” is positive` })
  // of more classes than the profile tells of nothing can be said
  const classes = column.distinct.exact && column.distinct.count === column.frequent.length ? column.frequent : null
  const values = new Set(classes?.map(({ value }) => value))
  for (const [field, wanted] of [
    ['positive_labels', positive],
    ['negative_labels', negative],
  ] as const)
    for (const value of classes === null ? [] : (wanted ?? []))
      if (!values.has(value)) errors.push({ field, message: `“${label}” has no class “${value}”` })
  checkMeaning({ positive, negative }, { facts, label }, errors)
  const both = positive?.filter((value) => negative?.includes(value)) ?? []
  for (const value of both) errors.push({ field: 'negative_labels', message: `“${value}” is positive, too` })
  if (negative === undefined && positive !== undefined && classes?.every(({ value }) => positive.includes(value)))
    errors.push({ field: 'positive_labels', message: 'every class is positive: nothing is left to tell them from' })
}

/** A model's call says its field's word for positive: of a value that says the other word it would be wrong every time. */
function checkMeaning(
  chosen: { readonly positive: readonly string[] | undefined; readonly negative: readonly string[] | undefined },
  { facts: { says }, label }: { facts: ConfigFacts; label: string },
  errors: Notes['errors'],
): void {
  const words = says.columns.get(label) ?? {}
  for (const side of ['positive', 'negative'] as const)
    for (const value of chosen[side] ?? []) {
      const word = words[value]
      if (word === undefined || (word === says.positive) === (side === 'positive')) continue
      const message = `“${value}” of “${label}” is ${word}, and a positive call says ${says.positive}`
      errors.push({ field: `${side}_labels`, message })
    }
}

function checkGroupKey(
  groupKey: string | null,
  { columns, label }: { columns: ReadonlyMap<string, ColumnProfile>; label: string | undefined },
  { errors, warnings }: Notes,
): void {
  const field = 'group_key'
  if (groupKey === null) {
    const message = 'without a group key rows of one object may be learned from and tested on: figures may be too good'
    warnings.push({ field, message })
    return
  }
  const column = columns.get(groupKey)
  if (column === undefined) errors.push({ field, message: `there is no column “${groupKey}”` })
  else if (column.missing > 0)
    warnings.push({
      field,
      message: `“${groupKey}” is missing in ${column.missing} rows: each is then a group of its own`,
    })
  if (groupKey === label) errors.push({ field, message: 'is the label, too' })
}

/** Why a column cannot say how much each row counts; null when it can. */
export function weightFault(name: string, column: ColumnProfile | undefined): string | null {
  if (column === undefined) return `there is no column “${name}”`
  if (!column.numeric || column.numbers === null) return `“${name}” holds no numbers`
  const { min } = column.numbers
  return min > 0 ? null : `“${name}” goes down to ${min}: a weight is above 0, and a row that is not to count has none`
}

function checkWeight(
  weight: string | null,
  {
    columns,
    ...taken
  }: { columns: ReadonlyMap<string, ColumnProfile>; label: string | undefined; groupKey: string | null },
  { errors, warnings }: Notes,
): void {
  if (weight === null) return
  const field = 'weight'
  const column = columns.get(weight)
  const fault = weightFault(weight, column)
  if (fault !== null) errors.push({ field, message: fault })
  if (weight === taken.label) errors.push({ field, message: 'is the label, too' })
  if (weight === taken.groupKey) errors.push({ field, message: 'is the group key, too' })
  if (column !== undefined && fault === null && column.missing > 0)
    warnings.push({ field, message: `${column.missing} rows have no number in “${weight}”: they are left out` })
}

interface FeatureContext {
  readonly columns: ReadonlyMap<string, ColumnProfile>
  readonly facts: ConfigFacts
  readonly label: string | undefined
  readonly groupKey: string | null
  readonly weight: string | null | undefined
}

function checkFeatures(features: readonly string[], context: FeatureContext, notes: Notes): void {
  for (const name of checkNames(features, (one) => featureFault(one, context), notes)) {
    const found = context.facts.verdicts.get(name)
    if (found?.verdict === 'warning') notes.warnings.push(badgeNote(name, found.reason))
    if (context.columns.get(name)?.kind === 'constant')
      notes.warnings.push({ field: 'features', message: `“${name}” is the same in every row` })
  }
}

/** @returns those that are named once and have no fault */
function checkNames(names: readonly string[], faultOf: (name: string) => string | null, { errors }: Notes): string[] {
  return names.filter((name, place) => {
    const fault = names.indexOf(name) < place ? 'is there more than once' : faultOf(name)
    if (fault !== null) errors.push({ field: 'features', message: `“${name}” ${fault}` })
    return fault === null
  })
}

function badgeNote(name: string, reason: string | null): FieldNote {
  return { field: 'features', message: `“${name}”: ${reason ?? ''}; the model would wear a badge for it` }
}

/** Why a column cannot be a feature; null when it can. */
function featureFault(name: string, { columns, facts, label, groupKey, weight }: FeatureContext): string | null {
  const column = columns.get(name)
  if (column === undefined) return 'is not a column of the table'
  if (name === label) return 'is the label'
  if (name === groupKey) return 'is the group key'
  if (name === weight) return 'is the weight'
  const found = facts.verdicts.get(name)
  if (found?.verdict === 'refused') return `is refused: ${found.reason ?? ''}`
  const unfit = NO_FEATURE[column.kind]
  if (unfit !== undefined) return unfit
  return column.numeric ? null : 'holds words: a learner takes numbers'
}
