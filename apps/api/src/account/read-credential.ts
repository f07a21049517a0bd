import type { IncomingHttpHeaders } from 'node:http'

/** What a request brings to prove who sends it; `unknown` is something that is neither a token nor a key of ours. */
export interface Credential {
  readonly kind: 'token' | 'key' | 'unknown'
  readonly text: string
}

/** How an API key begins, so that it is known for one wherever it turns up. */
export const KEY_PREFIX = 'vk_'
/** Ours are a third of it; a longer text is not looked into. */
const LONGEST = 2048
const BEARER = /^bearer +(\S+)$/i

/** `Authorization: Bearer …` with an access token or an API key, or a key in `X-API-Key`; null for a request with neither. */
export function readCredential(headers: IncomingHttpHeaders): Credential | null {
  const { authorization, 'x-api-key': key } = headers
  if (authorization === undefined && key === undefined) return null
  const unknown = { kind: 'unknown', text: '' } as const
  // two proofs may be of two accounts, and to choose would be to guess
  if (authorization !== undefined && key !== undefined) return unknown
  const text = authorization === undefined ? String(key) : (BEARER.exec(authorization)?.[1] ?? '')
  if (text.length > LONGEST || text === '') return unknown
  if (text.startsWith(KEY_PREFIX)) return { kind: 'key', text }
  return authorization === undefined ? unknown : { kind: 'token', text }
}
