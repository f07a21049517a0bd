import type { Call, Mapping } from '@vouch/contracts/domains/exoplanet'
import type { NotAssessed } from '@vouch/contracts/prediction'
import { decide, roundProbability } from '../../model/decide.ts'
import type { OpenModel } from '../../model/session.ts'
import { openTable } from '../../table/open-table.ts'
import type { ByteSource, TableLimits } from '../../table/table.ts'
import { whyNotAssessed } from './assess.ts'
import { buildCatalogue, type CatalogueIndex, mergeCatalogues } from './catalogue-features.ts'
import { columnRequests, mapColumns, mappingReport, toQuantities } from './map-columns.ts'
import { comparableQuantities, modelFeatures, outsideTraining, quantitiesOfModel } from './model-features.ts'
import type { Quantities } from './quantities.ts'

export interface PredictTableOptions {
  /** default: the model's own */
  readonly threshold?: number
  readonly limits?: Partial<TableLimits>
  /** the archive's catalogue, for a model that has catalogue features; the table itself always counts too */
  readonly catalogue?: CatalogueIndex
}

export interface TableCalls {
  readonly calls: readonly Call[]
  readonly notAssessed: readonly NotAssessed[]
  readonly mapping: Mapping
}

const LIMITS: TableLimits = { bytes: 50e6, unpackedBytes: 500e6, rows: 5e6, columns: 2000, cellBytes: 1e6 }

/**
 * Reads a transit table of any kind and calls each of its rows, in this thread and in memory: what a program that has
 * one table wants. A row's call depends on that row and the model alone, unless the model has catalogue features.
 * @throws VouchError when the bytes are no table, break a limit, or hold no row
 */
export async function predictTable(
  model: OpenModel,
  source: ByteSource,
  { threshold = model.manifest.decision.threshold, limits = {}, catalogue }: PredictTableOptions = {},
): Promise<TableCalls> {
  const reader = await openTable(source, { limits: { ...LIMITS, ...limits } })
  const plan = mapColumns(reader.header.columns, reader.header.comments)
  const chunks: { quantities: Quantities; ids: string[]; firstRow: number }[] = []
  for await (const chunk of reader.chunks(columnRequests(plan))) {
    const { quantities, ids } = toQuantities(plan, chunk)
    chunks.push({
      quantities: comparableQuantities(model.manifest, plan.mission, quantities),
      ids,
      firstRow: chunk.firstRow,
    })
  }
  const own = chunks.map(({ quantities }) => buildCatalogue(quantities))
  const index = model.manifest.inputs.some(({ group }) => group === 'catalogue')
    ? mergeCatalogues(catalogue ? [...own, catalogue] : own)
    : null
  const calls: Call[] = []
  const notAssessed: NotAssessed[] = []
  for (const { quantities, ids, firstRow } of chunks) {
    const features = modelFeatures(model.manifest, quantities, index)
    const { probability } = await model.run(features, quantities.rows)
    for (let r = 0; r < quantities.rows; r++) {
      const [row, id] = [firstRow + r, ids[r] ?? String(firstRow + r)]
      const reason = whyNotAssessed(model.manifest, quantities, r)
      if (reason === null)
        calls.push(toCall(model, { row, id, probability: probability[r]!, threshold }, quantities, r))
      else notAssessed.push({ row, id, reason })
    }
  }
  const outside = outsideTraining(model.manifest, plan.mission)
  const warnings = outside ? [outside, ...reader.warnings] : reader.warnings
  const read = { rows: calls.length + notAssessed.length, counts: reader.counts, warnings }
  return { calls, notAssessed, mapping: mappingReport(plan, read, quantitiesOfModel(model.manifest)) }
}

function toCall(
  { manifest }: OpenModel,
  scored: { row: number; id: string; probability: number; threshold: number },
  quantities: Quantities,
  r: number,
): Call {
  const probability = roundProbability(scored.probability)
  const { positive, abstained } = decide(probability, scored.threshold, manifest.decision.abstain)
  const value = (name: 'period' | 'radius' | 'duration') => {
    const found = quantities.values[name]?.[r] ?? Number.NaN
    return Number.isNaN(found) ? null : found
  }
  return {
    row: scored.row,
    id: scored.id,
    prediction: positive ? 'PLANET' : 'FALSE POSITIVE',
    probability,
    abstained,
    features: { orbital_period: value('period'), planet_radius: value('radius'), transit_duration: value('duration') },
    fragile: null,
    flip_rate: null,
  }
}
