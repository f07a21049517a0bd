import { VouchError } from '../error.ts'

/** What a foreign model's file may hold at most, so that reading it costs memory in proportion to an honest one. */
export const DOCUMENT = {
  bytes: 64 * 1024 * 1024,
  /** XGBoost's own files are nine deep */
  depth: 32,
  /** objects and arrays: XGBoost writes about 17 a tree */
  containers: 1_000_000,
  /** what is in lists and objects one by one: four million nodes have fewer than this in 64 MB */
  values: 16_000_000,
} as const

export function refuse(detail: string): never {
  throw new VouchError('invalid', detail)
}

export function checkBytes(bytes: Uint8Array): void {
  if (bytes.length > DOCUMENT.bytes)
    throw new VouchError('too_large', `A model file may have ${DOCUMENT.bytes / 1024 / 1024} MB, not more.`)
}
