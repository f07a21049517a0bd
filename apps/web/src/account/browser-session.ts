import { useSyncExternalStore } from 'react'
import { API_URL } from '../api-url.ts'
import { noAnswer, ProblemError, problemOfAnswer } from '../problem.ts'
import { createSession, type SessionNews, type SessionState } from './session.ts'

const SEEN = 'vouch-logged-in'
const TURN = 'vouch-refresh'

const tabs = new BroadcastChannel('vouch-session')

/** The one session of this tab. */
export const session = createSession({
  send: (path, body, token) =>
    askApi(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(token) },
      body: JSON.stringify(body),
      // a page that is left at once still gets its next cookie: the one it had is used up
      keepalive: true,
    }),
  seen: rememberedWord(SEEN),
  // the lock is missing on a page that came without TLS from another machine: a refused refresh is then asked twice
  inTurn: (work) => ('locks' in navigator ? navigator.locks.request(TURN, work) : work()),
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin by itself
  tell: (news) => tabs.postMessage(news),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: Date.now,
})

tabs.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isNews(data)) void session.hear(data)
})

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.state)
}

export function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` }
}

/**
 * Asks the API as who is logged in.
 * @throws ProblemError for any answer that is no success; an `AbortError` when the signal is raised
 */
export async function fetchApi(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await session.withToken(
    (token) => askApi(path, { ...init, headers: { ...init.headers, ...bearer(token) } }),
    ({ status }) => status === 401,
  )
  if (answer.ok) return answer
  throw new ProblemError(problemOfAnswer(answer.status, await answer.text(), answer.headers))
}

async function askApi(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${API_URL}${path}`, { credentials: 'include', ...init })
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new ProblemError(noAnswer('The connection to the server broke, or there was none.'))
  }
}

function isNews(data: unknown): data is SessionNews {
  return data === 'in' || data === 'out'
}

/** A yes or no in the browser's storage; where that is closed to us, in memory, beginning with yes. */
function rememberedWord(name: string): { get(): boolean; set(seen: boolean): void } {
  let unstored = true
  return {
    get() {
      try {
        return localStorage.getItem(name) !== null
      } catch {
        return unstored
      }
    },
    set(seen) {
      unstored = seen
      try {
        if (seen) localStorage.setItem(name, 'yes')
        else localStorage.removeItem(name)
      } catch {
        // remembered in memory, above
      }
    },
  }
}
