import { VouchError } from '@vouch/core/error'
import type { ReadyModel } from './model-registry.ts'

/**
 * The refusal of what a model was not made for.
 * @param sent what it is, in words
 */
export function wrongContent({ id, domain, folder }: ReadyModel, sent: string): VouchError {
  const takes = folder.manifest.modality === 'picture' ? 'a picture' : tableOf(domain.id)
  return new VouchError('unsupported_media', `Model ${id} takes ${takes}; this is ${sent}.`, [
    { field: 'model', message: `takes ${takes}` },
  ])
}

/** A table, or what is called like one: rows, light curves. */
export function tableOf(domain: string): string {
  return `a table of the domain ${domain}`
}
