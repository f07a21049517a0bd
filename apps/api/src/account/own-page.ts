import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Whether a request comes from no page, from one of this server’s, or from one of these origins. */
export function isOwnPage({ headers }: Pick<IncomingMessage, 'headers'>, allowed: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

/**
 * Whether a request names this server as nobody else can be named: by an address, as `localhost`, or as one of these origins.
 * Whoever has a name may have it point at this machine (DNS rebinding): his page is then, for a browser, the server's own.
 */
export function isOwnName({ headers }: Pick<IncomingMessage, 'headers'>, allowed: readonly string[]): boolean {
  const [, address, word] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec((headers.host ?? '').toLowerCase()) ?? []
  if (address !== undefined) return isIP(address) === 6
  if (word === undefined) return false
  const local = word === 'localhost' || word.endsWith('.localhost')
  return local || isIP(word) === 4 || allowed.some((origin) => new URL(origin).hostname === word)
}
