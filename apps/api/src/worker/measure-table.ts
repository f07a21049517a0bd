import type { Measurement } from '@vouch/contracts/measurement'
import { VouchError } from '@vouch/core/error'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { measureCalls } from '@vouch/core/measure/measure-calls'
import { thinCurves } from '@vouch/core/measure/thin-curves'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { openCalls } from '../prediction/calls-file.ts'
import { openSource } from '../prediction/open-submitted.ts'
import { readLabelledMatrix } from './labelled-matrix.ts'
import type { MeasureTask } from './read-task.ts'

/** Hundreds of times as many are drawn anew for the intervals: a minute's work. */
const MOST_ROWS = 250_000
/** Calls that are looked at together. */
const PAGE_ROWS = 16_384

/** What was found when the calls of a table were held against its labels. */
export interface Measured extends Pick<
  Measurement,
  'kind' | 'simulated' | 'rows' | 'positives' | 'groups' | 'not_assessed' | 'metrics' | 'curves'
> {
  /** why most of those rows could not be assessed; null where all were */
  readonly whyNot: string | null
}

export function isMeasured(made: unknown): made is Measured {
  return typeof made === 'object' && made !== null && 'not_assessed' in made && 'metrics' in made
}

/**
 * Measures the calls of a table's rows against its labels, with intervals by group. Rows without one of the chosen labels
 * are left out, and so are those that the model could not assess, which are counted.
 * @throws VouchError `invalid` where the rows that are left have not both labels
 */
export async function measureTable(task: MeasureTask, limits: TableLimits): Promise<Measured> {
  const { upload, label, threshold, split } = task
  const { header } = await openTable(await openSource(upload.file), { limits })
  const { variant, simulated } = DOMAINS[task.domain].plan(header)
  const labelled = await readLabelledMatrix(upload, { ...task, takes: 'columns', features: [] }, limits)
  if (labelled.rows.length > MOST_ROWS)
    throw new VouchError('too_large', `A model is measured on ${MOST_ROWS} labelled rows at most; this table has more.`)
  const calls = await readCalls(task, labelled.rows)
  const judged = [...calls.probability.keys()].filter((i) => !Number.isNaN(calls.probability[i]))
  const labels = Uint8Array.from(judged, (i) => labelled.labels[i]!)
  const positives = labels.reduce((sum, one) => sum + one, 0)
  if (positives === 0) throw onlyOne('positive_labels', 'positive', label.positive)
  if (positives === labels.length) throw onlyOne('negative_labels', 'negative', label.negative)
  const groups = groupIndex(judged.map((i) => labelled.groups[i]!))
  const probabilities = Float64Array.from(judged, (i) => calls.probability[i]!)
  const thresholds = new Float64Array(judged.length).fill(threshold)
  return {
    kind: variant,
    simulated,
    rows: labelled.rows.length,
    positives: labelled.labels.reduce((sum, one) => sum + one, 0),
    groups: new Set(labelled.groups).size,
    not_assessed: labelled.rows.length - judged.length,
    whyNot: [...calls.reasons].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null,
    metrics: measureCalls({ labels, groups, passes: [{ probabilities, thresholds }] }, { split }),
    curves: thinCurves(drawCurves(labels, probabilities, split)),
  }
}

/** What was said of some rows, whose numbers ascend: NaN where nothing was, and how often for which reason. */
async function readCalls({ calls: file, domain }: MeasureTask, rows: Uint32Array) {
  const probability = new Float64Array(rows.length).fill(Number.NaN)
  const reasons = new Map<string, number>()
  const calls = await openCalls(file, DOMAINS[domain].shown)
  try {
    for (let [from, at] = [0, 0]; from < calls.rows && at < rows.length; from += PAGE_ROWS) {
      const page = await calls.read(from, Math.min(from + PAGE_ROWS, calls.rows))
      for (; at < rows.length && rows[at]! < from + page.length; at++) {
        const call = page[rows[at]! - from]
        probability[at] = call?.probability ?? Number.NaN
        if (call?.reason) reasons.set(call.reason, (reasons.get(call.reason) ?? 0) + 1)
      }
    }
  } finally {
    await calls.close()
  }
  return { probability, reasons }
}

function onlyOne(field: string, word: string, values: readonly string[]): VouchError {
  const message = `no row that the model can assess has a ${word} label (${values.join(', ')})`
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
