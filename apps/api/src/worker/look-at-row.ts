import { type ExplainableViews, explainableViews } from '@vouch/core/explain/explain-views'
import { roundProbability } from '@vouch/core/model/decide'
import type { OpenModel } from '@vouch/core/model/session'
import type { TableDomain } from '../prediction/table-domain.ts'
import { allFeatures, lackOf } from './score-rows.ts'
import type { LookResult, LookTask } from './score-task.ts'

/** Networks that a thread keeps open to explain: some megabytes each. */
const READY = 3
const ready = new Map<OpenModel, Promise<ExplainableViews>>()

/** Where a network looked in the views of one row, and what each of its values adds. */
export async function lookAtRow(
  domain: TableDomain,
  { model, graph }: { readonly model: OpenModel; graph(): Promise<Uint8Array> },
  { variant, columns, catalogue, target, threshold }: LookTask,
): Promise<LookResult> {
  const { manifest } = model
  const usable = domain.comparable(manifest, variant, columns)
  const row = allFeatures(domain, model, { columns: usable, catalogue })
  const reason = domain.whyNotAssessed(manifest, usable, 0) ?? lackOf(manifest)(row, 0)
  const none = { margin: Number.NaN, probability: Number.NaN, target: 'positive' as const, cams: [], gradients: null }
  if (reason !== null) return { reason, ...none }
  const scored = await model.run(row.slice(), 1)
  const probability = roundProbability(scored.probability[0]!)
  const asked = target ?? (probability >= threshold ? 'positive' : 'negative')
  const views = await readyViews(model, graph)
  const score = async (matrix: Float32Array, rows: number) => (await model.run(matrix.slice(), rows)).probability
  return {
    reason: null,
    margin: scored.margin[0]!,
    probability,
    target: asked,
    cams: await views.cams(row, { target: asked, score }),
    gradients: await views.gradients(row),
  }
}

/** A network opened to be explained, kept for the next. */
export function readyViews(model: OpenModel, graph: () => Promise<Uint8Array>): Promise<ExplainableViews> {
  const found = ready.get(model) ?? graph().then((bytes) => explainableViews(model.manifest, bytes))
  ready.delete(model)
  ready.set(model, found)
  // one that cannot be opened is tried anew by the next who asks
  found.catch(() => ready.delete(model))
  const [oldest] = ready
  if (ready.size > READY && oldest) {
    ready.delete(oldest[0])
    void oldest[1].then((views) => views.close()).catch(() => undefined)
  }
  return found
}
