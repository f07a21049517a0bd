import type { Manifest, Performance } from '@vouch/contracts/model'
import type { Metric } from '@vouch/contracts/metric'

const HEADLINES = [
  'accuracy',
  'precision',
  'recall',
  'f1_score',
  'roc_auc',
] as const satisfies readonly (keyof Performance)[]

/** The first figure of that name in the manifest's evaluation, which lists the model's own question first. */
export function measured({ evaluation }: Manifest, metric: string): Metric | undefined {
  return evaluation.find((figure) => figure.metric === metric)
}

/** The headline figures as the manifest holds them; null where nothing was measured. */
export function performanceOf(manifest: Manifest | null): Performance {
  const value = (metric: keyof Performance) => (manifest ? (measured(manifest, metric)?.value ?? null) : null)
  return {
    accuracy: value('accuracy'),
    precision: value('precision'),
    recall: value('recall'),
    f1_score: value('f1_score'),
    roc_auc: value('roc_auc'),
  }
}

export function intervals(manifest: Manifest): Record<string, [number, number] | null> {
  return Object.fromEntries(HEADLINES.map((metric) => [metric, measured(manifest, metric)?.interval ?? null]))
}
