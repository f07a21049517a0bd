import type { AuditCause, AuditVerdict, ColumnAuc, ColumnAudit, MissingnessAudit } from '@vouch/contracts/dataset'
import { aucInterval } from '../measure/compare-auc.ts'
import { compareShares } from '../measure/compare-shares.ts'
import type { Random } from '../random.ts'
import { classesOfNumbers, classesOfTexts, encodeTarget } from './encode-target.ts'
import { findPureValue, findSentinel, namesRows } from './find-tells.ts'
import { groupFolds } from './group-folds.ts'

/** What is known of a column by its name alone. */
export interface LeakRule {
  readonly verdict: Exclude<AuditVerdict, 'ok'>
  readonly reason: string
}

/** A column of the labelled rows; a missing number is NaN, a missing text null. */
export interface AuditedColumn {
  readonly name: string
  readonly values: Float64Array | readonly (string | null)[]
  readonly known?: LeakRule | null
}

/** The labelled rows that columns are held against. */
export interface AuditRows {
  readonly labels: Uint8Array
  /** the group of each row, as whole numbers from 0 */
  readonly groups: ArrayLike<number>
  /** the fold of each row, never one group in two; null where there are too few groups for two folds */
  readonly folds: Uint8Array | null
}

/**
 * One column that parts the labels like this, with all of its interval, is a copy of the answer. Of twelve real tables the
 * best honest measurement alone reaches AUC .932 (transit depth in the K2 table); NASA's own vetter score reaches .983.
 */
export const REFUSED_AUC = 0.97
/** Above the best honest measurement. */
export const WARNING_AUC = 0.94
/** Missing cells tell as much as a share of ten in a hundred more on one side: a model would learn it. */
export const MISSINGNESS_AUC = 0.55
/** With hundreds of columns, a chance of one in a thousand each finds one in ten tables by accident; this finds none. */
export const MISSINGNESS_P = 1e-6

const FOLDS = 5

/** Divides labelled rows for the audit of their columns. */
export function auditRows(labels: Uint8Array, groups: ArrayLike<number>, random: Random): AuditRows {
  const folds = Math.min(FOLDS, new Set(Array.from(groups)).size)
  return { labels, groups, folds: folds < 2 ? null : groupFolds(groups, labels, { folds, random }) }
}

/**
 * Holds one column against the label: whether it alone parts the labels too well (by its order, and by its classes or bins
 * scored on other groups), whether its missing cells or a single value tell the label, whether it names rows, and what is
 * known of it by name. `refused` is never a feature; a model that is trained over a `warning` wears a badge.
 */
export function auditColumn(column: AuditedColumn, rows: AuditRows): ColumnAudit {
  const { name, values, known } = column
  const numbers = values instanceof Float64Array ? values : null
  const rank = numbers === null ? null : turned(measure(numbers, rows))
  const classes = values instanceof Float64Array ? classesOfNumbers(values) : classesOfTexts(values)
  const encoded = rows.folds === null ? null : measure(encodeTarget(classes, rows.labels, rows.folds), rows)
  const missingness = auditMissingness(values, rows.labels)
  const pureValue = findPureValue(values, rows.labels)
  const findings = [
    ...(known ? [{ cause: 'known', ...known } as const] : []),
    ...judgeIdentifier(values, rows),
    ...judgeAuc(rank, encoded),
    ...judgeMissingness(missingness),
    ...(pureValue ? [{ cause: 'pure_value', verdict: 'warning', reason: pureReason(pureValue) } as const] : []),
  ] satisfies Finding[]
  const refused = findings.some(({ verdict }) => verdict === 'refused')
  return {
    column: name,
    verdict: refused ? 'refused' : findings.length > 0 ? 'warning' : 'ok',
    causes: findings.map(({ cause }) => cause),
    reason: findings.length > 0 ? findings.map(({ reason }) => reason).join('; ') : null,
    rank,
    encoded,
    missingness,
    pure_value: pureValue,
  }
}

interface Finding extends LeakRule {
  readonly cause: AuditCause
}

/** With fewer rows of a label an area is an accident. */
const LEAST_ROWS = 10

/** The area of some scores, of the rows that have one; null where there are too few of them. */
function measure(scores: Float64Array, { labels, groups }: AuditRows): ColumnAuc | null {
  const filled = {
    labels: new Uint8Array(labels.length),
    scores: scores.slice(),
    groups: new Uint32Array(labels.length),
  }
  let n = 0
  for (let row = 0; row < labels.length; row++) {
    if (Number.isNaN(scores[row]!)) continue
    filled.labels[n] = labels[row]!
    filled.scores[n] = scores[row]!
    filled.groups[n++] = groups[row]!
  }
  const { auc, interval, positives, negatives } = aucInterval(
    filled.labels.subarray(0, n),
    filled.scores.subarray(0, n),
    filled.groups.subarray(0, n),
  )
  if (Math.min(positives, negatives) < LEAST_ROWS) return null
  return { auc, interval: interval.every(Number.isFinite) ? interval : null, n }
}

/** Turned so that it is at least .5: numbers may tell the label by being low. */
function turned(found: ColumnAuc | null): ColumnAuc | null {
  if (found === null || found.auc >= 0.5) return found
  const interval = found.interval
  return { ...found, auc: 1 - found.auc, interval: interval && [1 - interval[1], 1 - interval[0]] }
}

function judgeAuc(rank: ColumnAuc | null, encoded: ColumnAuc | null): Finding[] {
  const best = [rank, encoded].reduce((a, b) => ((b?.auc ?? 0) > (a?.auc ?? 0) ? b : a), null)
  if (best === null || best.auc < WARNING_AUC || best.interval === null) return []
  const words = `alone it parts the labels with an AUC of ${best.auc.toFixed(3)} (${best.n} rows)`
  return [
    best.interval[0] >= REFUSED_AUC
      ? { cause: 'separates', verdict: 'refused', reason: `${words}, as only a copy of the answer does` }
      : { cause: 'separates', verdict: 'warning', reason: `${words}, more than a measurement should` },
  ]
}

function judgeIdentifier(values: AuditedColumn['values'], rows: AuditRows): Finding[] {
  const reason = namesRows(values, rows.groups)
  return reason === null ? [] : [{ cause: 'identifier', verdict: 'refused', reason }]
}

function auditMissingness(values: AuditedColumn['values'], labels: Uint8Array): MissingnessAudit | null {
  const sentinel = values instanceof Float64Array ? findSentinel(values) : null
  const [missing, n] = [
    [0, 0],
    [0, 0],
  ]
  for (const [row, label] of labels.entries()) {
    const value = values[row]
    n[label]!++
    if (value === null || value === undefined || Number.isNaN(value) || value === sentinel) missing[label]!++
  }
  if (missing[0]! + missing[1]! === 0 || n[0] === 0 || n[1] === 0) return null
  const compared = compareShares({ count: missing[1]!, n: n[1]! }, { count: missing[0]!, n: n[0]! })
  return {
    sentinel,
    missing_share_positive: missing[1]! / n[1]!,
    missing_share_negative: missing[0]! / n[0]!,
    ...compared,
    // of a score with two values
    auc: 0.5 + Math.abs(compared.difference) / 2,
  }
}

function judgeMissingness(found: MissingnessAudit | null): Finding[] {
  if (found === null || found.auc < MISSINGNESS_AUC || found.p > MISSINGNESS_P) return []
  const [positive, negative] = [found.missing_share_positive, found.missing_share_negative].map(percent)
  const what = found.sentinel === null ? 'missing' : `missing or ${found.sentinel}`
  const reason = `it is ${what} in ${positive} of the positive and ${negative} of the negative rows, which a model would learn`
  return [{ cause: 'missingness', verdict: 'warning', reason }]
}

function pureReason({ value, n, positive_share }: NonNullable<ColumnAudit['pure_value']>): string {
  return `${percent(positive_share)} of the ${n} rows in which it is "${value}" are positive`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
