import { VouchError } from '@vouch/core/error'
import type { Settings } from '../env.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import type { ModelRegistry, ReadyModel } from './model-registry.ts'

interface Served {
  readonly models: ModelRegistry
  readonly settings: Settings
}

/**
 * What answers where no model is named: the settings' for its own domain, and each other domain's own.
 * @throws VouchError `invalid` in a domain that has none
 */
export function defaultModel({ models, settings }: Served, domain: TableDomain): string {
  if (models.find(settings.DEFAULT_MODEL).domain.id === domain.id) return settings.DEFAULT_MODEL
  if (domain.defaultModel !== null) return domain.defaultModel
  throw new VouchError('invalid', 'Of such tables no model is the usual one: one has to be named.', [
    { field: 'model', message: 'is needed' },
  ])
}

/** The settings' threshold is of the calls of their default model's domain: of another's it means nothing. */
export function defaultThreshold({ models, settings }: Served, { domain, folder }: ReadyModel): number {
  const isTheirs = models.find(settings.DEFAULT_MODEL).domain.id === domain.id
  return (isTheirs ? settings.DEFAULT_THRESHOLD : undefined) ?? folder.manifest.decision.threshold
}
