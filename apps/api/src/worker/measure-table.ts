import type { Measurement } from '@vouch/contracts/measurement'
import { VouchError } from '@vouch/core/error'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { measureCalls } from '@vouch/core/measure/measure-calls'
import { thinCurves } from '@vouch/core/measure/thin-curves'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { openCalls, type StoredCall } from '../prediction/calls-file.ts'
import { openSource } from '../prediction/open-submitted.ts'
import { readLabelledMatrix } from './labelled-matrix.ts'
import type { MeasureTask } from './read-task.ts'

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
  const { upload, label, groupKey, threshold, split } = task
  const { header } = await openTable(await openSource(upload.file), { limits })
  const { variant, simulated } = DOMAINS[task.domain].plan(header)
  const labelled = await readLabelledMatrix(upload, { label, groupKey, features: [] }, limits)
  const calls = await readCalls(task)
  const judged = [...labelled.rows.keys()].flatMap((i) => {
    const probability = calls[labelled.rows[i]!]?.probability ?? null
    return probability === null ? [] : [{ label: labelled.labels[i]!, group: labelled.groups[i]!, probability }]
  })
  const labels = Uint8Array.from(judged, (row) => row.label)
  const positives = labels.reduce((sum, one) => sum + one, 0)
  if (positives === 0) throw onlyOne('positive_labels', 'positive', label.positive)
  if (positives === labels.length) throw onlyOne('negative_labels', 'negative', label.negative)
  const groups = groupIndex(judged.map(({ group }) => group))
  const probabilities = Float64Array.from(judged, ({ probability }) => probability)
  const thresholds = new Float64Array(judged.length).fill(threshold)
  return {
    kind: variant,
    simulated,
    rows: labelled.rows.length,
    positives: labelled.labels.reduce((sum, one) => sum + one, 0),
    groups: new Set(labelled.groups).size,
    not_assessed: labelled.rows.length - judged.length,
    whyNot: commonest([...labelled.rows].flatMap((row) => calls[row]?.reason ?? [])),
    metrics: measureCalls({ labels, groups, passes: [{ probabilities, thresholds }] }, { split }),
    curves: thinCurves(drawCurves(labels, probabilities, split)),
  }
}

async function readCalls({ calls: file, domain }: MeasureTask): Promise<StoredCall[]> {
  const calls = await openCalls(file, DOMAINS[domain].shown)
  try {
    return await calls.read(0, calls.rows)
  } finally {
    await calls.close()
  }
}

function onlyOne(field: string, word: string, values: readonly string[]): VouchError {
  const message = `no row that the model can assess has a ${word} label (${values.join(', ')})`
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}

function commonest(reasons: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
