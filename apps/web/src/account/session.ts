import { Tokens } from '@vouch/contracts/account'
import { failure, parseJson, ProblemError, problemOfAnswer } from '../problem.ts'

/** Who reads this page, as far as it is known. `change` grows whenever it becomes somebody else, or nobody. */
export type SessionState =
  /** somebody was logged in here, and it is being asked whether he still is */
  | { readonly kind: 'opening'; readonly change: number }
  /** `ended`: he was logged in until now. `needed`: this server shows nothing to nobody. */
  | { readonly kind: 'anonymous'; readonly change: number; readonly ended: boolean; readonly needed: boolean }
  | { readonly kind: 'known'; readonly change: number }

/** What other tabs are told: that somebody logged in, or that he left. */
export type SessionNews = 'in' | 'out'

/** What of the browser a session uses. */
export interface SessionParts {
  /** asks the API; its cookie goes along */
  send(path: string, body: unknown, token: string | null): Promise<Response>
  /** whether somebody logged in here before; no secret, and it spares everybody else a request */
  readonly seen: { get(): boolean; set(seen: boolean): void }
  /** one after another over all tabs: a refresh token is good for one use */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  tell(news: SessionNews): void
  wait(ms: number): Promise<void>
  now(): number
}

export interface Session {
  readonly state: () => SessionState
  subscribe(listener: () => void): () => void
  /** Finds out whether who logged in here before still is. */
  open(): Promise<void>
  /** @throws ProblemError */
  logIn(input: { email: string; password: string }): Promise<void>
  /** @throws ProblemError when the server did not end the log-in: then it goes on here, too */
  logOut(): Promise<void>
  /** Another tab says that something changed; or the account is gone, and this page is the one that knows. */
  hear(news: SessionNews): Promise<void>
  /**
   * Does something as who is logged in, and once more with a new token where the first was refused.
   * @throws ProblemError `unauthorized` when the log-in turns out to have ended: it is not done as nobody
   */
  withToken<T>(attempt: (token: string | null) => Promise<T>, refused: (result: T) => boolean): Promise<T>
}

/** A token that ends within this time is not begun with. */
const MARGIN_MS = 20_000
/** How long another tab's new cookie takes to be here, where tabs cannot take turns. */
const OTHER_TAB_MS = 400

interface Held {
  readonly token: string
  readonly untilMs: number
}

/** The access token is kept here and nowhere else; the refresh token is in a cookie that no script can read. */
export function createSession(parts: SessionParts): Session {
  const { send, seen, inTurn, tell, wait, now } = parts
  const listeners = new Set<() => void>()
  let held: Held | null = null
  let renewing: Promise<string | null> | null = null
  let change = 0
  /** what was asked for before somebody came or left says nothing of now */
  let era = 0
  let needed = false
  let state: SessionState = seen.get()
    ? { change, kind: 'opening' }
    : { change, kind: 'anonymous', ended: false, needed }

  const become = (next: SessionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  const keep = ({ access_token: token, expires_in: seconds }: Tokens) => {
    held = { token, untilMs: now() + seconds * 1000 }
    seen.set(true)
    if (state.kind !== 'known') become({ change: state.kind === 'opening' ? change : ++change, kind: 'known' })
    return token
  }
  const forget = (ended: boolean) => {
    held = null
    seen.set(false)
    become({ change: state.kind === 'opening' ? change : ++change, kind: 'anonymous', ended, needed })
  }
  const beginAnew = () => {
    era += 1
    renewing = null
    forget(false)
  }
  /** An answer to nobody in particular was refused. */
  const need = () => {
    needed = true
    if (state.kind === 'anonymous' && !state.needed) become({ ...state, needed })
  }

  const askForToken = async (): Promise<string | null> => {
    const before = era
    const ask = () => send('/auth/refresh', {}, null)
    const first = await ask()
    // the other of two tabs may have used the cookie a moment ago; by now the browser holds the next one
    const answer = first.status === 401 ? await wait(OTHER_TAB_MS).then(ask) : first
    // who logged out meanwhile is not brought back
    if (era !== before) return held?.token ?? null
    if (answer.status !== 401) return keep(await readTokens(answer))
    forget(state.kind === 'known')
    return null
  }
  const renew = () => {
    const running = (renewing ??= inTurn(askForToken).finally(() => {
      if (renewing === running) renewing = null
    }))
    return running
  }
  const token = async () => {
    if (held !== null && held.untilMs - MARGIN_MS > now()) return held.token
    return seen.get() ? renew() : null
  }
  const open = async () => {
    if (state.kind !== 'opening') return
    // a server that does not answer is asked again by the next call, which says so if it must
    await renew().catch(() => state.kind === 'opening' && become({ change, kind: 'anonymous', ended: false, needed }))
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open,
    async logIn(input) {
      const tokens = await readTokens(await send('/api/auth/login', { ...input, cookie: true }, null))
      beginAnew()
      keep(tokens)
      tell('in')
    },
    async logOut() {
      const answer = await send('/api/auth/logout', {}, null)
      if (!answer.ok && answer.status !== 401) throw await problemIn(answer)
      beginAnew()
      tell('out')
    },
    async hear(news) {
      beginAnew()
      if (news === 'out') return
      seen.set(true)
      become({ change, kind: 'opening' })
      await open()
    },
    async withToken(attempt, refused) {
      const asSomebody = state.kind === 'known'
      const used = await token()
      if (used === null) {
        // what somebody began is not done as nobody
        if (asSomebody) throw ended()
        const result = await attempt(null)
        if (refused(result)) need()
        return result
      }
      const result = await attempt(used)
      if (!refused(result)) return result
      // of many that are refused at once the first asks for the next token, and the others take it
      const next = held !== null && held.token !== used ? held.token : await renew()
      if (next === null) throw ended()
      return attempt(next)
    },
  }
}

function ended(): ProblemError {
  return new ProblemError(failure('unauthorized', 'Your log-in has ended. Log in again.'))
}

async function readTokens(answer: Response): Promise<Tokens> {
  if (!answer.ok) throw await problemIn(answer)
  const tokens = Tokens.safeParse(parseJson(await answer.text()))
  if (tokens.success) return tokens.data
  throw new ProblemError(failure('failure', 'The server’s answer to the log-in is in a shape this page does not know.'))
}

async function problemIn(answer: Response): Promise<ProblemError> {
  return new ProblemError(problemOfAnswer(answer.status, await answer.text(), answer.headers))
}
