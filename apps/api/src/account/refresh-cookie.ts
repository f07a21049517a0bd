import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Settings } from '../env.ts'
import { createIsHttps } from '../limit/client-address.ts'
import { isOwnPage } from './own-page.ts'

const NAME = 'vouch_refresh'

/** The cookie in which a page keeps its refresh token: no script can read it, and no other site's page can send it. */
export interface RefreshCookie {
  /** null also for a page of another origin, which may not make use of it */
  read(): string | null
  write(token: string, seconds: number): void
  clear(): void
}

type Rules = Pick<Settings, 'CORS_ORIGINS' | 'CORS_ALLOW_CREDENTIALS' | 'TRUST_PROXY'>

export function refreshCookie(req: IncomingMessage, res: ServerResponse, rules: Rules): RefreshCookie {
  const send = (value: string, seconds: number) => {
    const secure = createIsHttps(rules.TRUST_PROXY)(req) ? '; Secure' : ''
    res.appendHeader('set-cookie', `${NAME}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`)
  }
  return {
    // SameSite counts all ports of a host as one site: the page of another server there is stopped here
    read: () =>
      isOwnPage(req, rules.CORS_ALLOW_CREDENTIALS ? rules.CORS_ORIGINS : [])
        ? cookieOf(req.headers.cookie ?? '')
        : null,
    write: send,
    clear: () => send('', 0),
  }
}

function cookieOf(header: string): string | null {
  for (const pair of header.split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === NAME && value) return value
  }
  return null
}
