import type { Settings } from '../env.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import type { ModelRegistry, ReadyModel } from './model-registry.ts'

interface Served {
  readonly models: ModelRegistry
  readonly settings: Settings
}

/** What answers where no model is named: the settings' for its own domain, and each other domain's own. */
export function defaultModel({ models, settings }: Served, domain: TableDomain): string {
  return models.find(settings.DEFAULT_MODEL).domain.id === domain.id ? settings.DEFAULT_MODEL : domain.defaultModel
}

/** The settings' threshold is of the calls of their default model's domain: of another's it means nothing. */
export function defaultThreshold({ models, settings }: Served, { domain, folder }: ReadyModel): number {
  const isTheirs = models.find(settings.DEFAULT_MODEL).domain.id === domain.id
  return (isTheirs ? settings.DEFAULT_THRESHOLD : undefined) ?? folder.manifest.decision.threshold
}
