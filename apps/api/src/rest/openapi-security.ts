import type { Access } from '../account/caller.ts'
import type { Needs } from '../account/check-access.ts'
import type { Settings } from '../env.ts'
import type { Json } from './json-schema.ts'

const TOKEN = { token: [] }
const KEY = { key: [] }

/** How callers prove who they are; by these names operations refer to it. */
export const SECURITY_SCHEMES: Readonly<Record<string, Json>> = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token of /auth/token or /api/auth/login, or an API key.',
  },
  key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key of /api/account/keys.' },
}

/** What an operation asks for: nothing, any one of a list, or what may be left out. */
export function securityOf(access: Access, scope: Needs['scope'], auth: Settings['AUTH']): Json[] {
  if (access === 'open') return []
  const proofs = scope === 'none' ? [TOKEN] : [TOKEN, KEY]
  return access === 'anyone' && auth === 'optional' ? [{}, ...proofs] : proofs
}
