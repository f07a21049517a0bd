import type { Manifest } from '@vouch/contracts/model'

/**
 * Whether a model may know rows of a kind of table: it learned from such tables, or from others with the same quantities,
 * whose signals may stand in both.
 */
export function mayKnow({ transfer }: Pick<Manifest, 'transfer'>, kind: string): boolean {
  const { trained_on: own, same_quantities: same = [] } = transfer
  return own.includes(kind) || same.includes(kind)
}
