import { type ExplainableModel, explainable } from '@vouch/core/explain/explain-rows'
import { asContributions } from '@vouch/core/explain/explain-views'
import { roundProbability } from '@vouch/core/model/decide'
import { viewBins } from '@vouch/core/model/graph-width'
import type { OpenModel } from '@vouch/core/model/session'
import type { TableDomain } from '../prediction/table-domain.ts'
import { readyViews } from './look-at-row.ts'
import { allFeatures, lackOf } from './score-rows.ts'
import type { ExplainResult, ExplainTask } from './score-task.ts'

/** Models whose trees are kept ready in a thread: some megabytes each. */
const READY = 4
const ready = new Map<OpenModel, ExplainableModel>()

/** One row with what each input of the model adds to its output. */
export async function explainRow(
  domain: TableDomain,
  { model, graph }: { readonly model: OpenModel; graph(): Promise<Uint8Array> },
  { variant, columns, catalogue, background }: ExplainTask,
): Promise<ExplainResult> {
  const { manifest } = model
  const usable = domain.comparable(manifest, variant, columns)
  const features = allFeatures(domain, model, { columns: usable, catalogue })
  const reason = domain.whyNotAssessed(manifest, usable, 0) ?? lackOf(manifest)(features, 0)
  if (reason !== null) return { reason, features, explained: null, margin: Number.NaN, probability: Number.NaN }
  const { margin, probability } = await model.run(features.slice(), 1)
  const explained =
    viewBins(manifest) > 0
      ? asContributions(await (await readyViews(model, graph)).gradients(features), manifest, margin[0]!)
      : await (await readyModel(model, graph)).explain(features.slice(), background)
  return { reason: null, features, explained, margin: margin[0]!, probability: roundProbability(probability[0]!) }
}

async function readyModel(model: OpenModel, graph: () => Promise<Uint8Array>): Promise<ExplainableModel> {
  const found = ready.get(model) ?? explainable(model, await graph())
  ready.delete(model)
  ready.set(model, found)
  const oldest = ready.keys().next().value
  if (ready.size > READY && oldest !== undefined) ready.delete(oldest)
  return found
}
