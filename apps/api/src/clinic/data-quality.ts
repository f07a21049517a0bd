import type { DataQuality } from '@vouch/contracts/clinic'
import type { PatientValues } from '@vouch/contracts/domains/heart'
import { ATTRIBUTE_NAMES, ATTRIBUTES, type AttributeName } from '@vouch/core/domains/heart/attributes'
import { asMetric } from '@vouch/core/measure/as-metric'
import { estimateShare } from '@vouch/core/measure/estimate-share'
import { type FeatureDrift, type FeatureSamples, measureDrift } from '@vouch/core/measure/measure-drift'
import { isAdmin } from '../account/caller.ts'
import { heart } from '../domains/heart/domain.ts'
import { defaultModel } from '../model/default-model.ts'
import { treatedBy } from '../patient/care.ts'
import type { Context } from '../trpc.ts'
import { listValues } from './store.ts'
import { requireDoctor } from './whose.ts'

const DAY_MS = 86_400_000

/**
 * What is missing of patients who were called in the time, what lies beyond the model's training, and how far each value has moved
 * from before. One row a patient, the newest: rows of one patient are no independent ones.
 */
export async function dataQuality(ctx: Context, daysBack: number): Promise<DataQuality> {
  const accountId = requireDoctor(ctx)
  const { services } = ctx
  const { database } = services
  const of = isAdmin(ctx.caller) ? undefined : treatedBy(accountId)
  const [now, start] = [new Date(), new Date(Date.now() - daysBack * DAY_MS)]
  const current = await listValues(database.sql, { of, from: start, to: now })
  const before = await listValues(database.sql, { of, from: null, to: start })
  const { folder } = services.models.find(defaultModel(services, heart))
  const ranges = new Map(folder?.manifest.inputs.map(({ name, range }) => [name, range]))
  const drift = measureDrift(
    ATTRIBUTE_NAMES.map((name) => samplesOf(name, { before, current })),
    { split: 'one row a patient' },
  )
  return {
    days_back: daysBack,
    patients: current.length,
    attributes: ATTRIBUTE_NAMES.map((name, i) => {
      const missing = estimateShare(current.map((values, row) => ({ hit: values[name] === null, group: String(row) })))
      const range = ranges.get(name) ?? null
      return {
        name,
        unit: ATTRIBUTES[name].unit,
        missing: asMetric('missing', missing, { split: 'one row a patient' }),
        outside_training: range === null ? null : current.filter((values) => isOutside(values[name], range)).length,
        drift: before.length === 0 || current.length === 0 ? null : toDrift(drift[i], before.length),
      }
    }),
    notes:
      before.length === 0
        ? ['There is nothing from before this time to compare with.']
        : [`Compared with ${before.length} patients from before, some of whom may be in both.`],
  }
}

function isOutside(value: number | null, [from, to]: readonly [number, number]): boolean {
  return value !== null && (value < from || value > to)
}

function samplesOf(
  feature: AttributeName,
  { before, current }: { readonly before: readonly PatientValues[]; readonly current: readonly PatientValues[] },
): FeatureSamples {
  if (ATTRIBUTES[feature].kind === 'measured')
    return {
      kind: 'continuous',
      feature,
      reference: before.map((values) => values[feature]),
      current: current.map((values) => values[feature]),
    }
  const named = (value: number | null) => (value === null ? null : String(value))
  return {
    kind: 'categorical',
    feature,
    reference: before.map((values) => named(values[feature])),
    current: current.map((values) => named(values[feature])),
  }
}

function toDrift(found: FeatureDrift | undefined, reference: number): DataQuality['attributes'][number]['drift'] {
  if (!found) return null
  const { stability, chance, test } = found
  return {
    n: stability.n,
    reference_n: reference,
    population_stability_index: stability.value,
    chance,
    test: test?.test ?? null,
    p: test?.p ?? null,
    p_adjusted: test?.pAdjusted ?? null,
  }
}
