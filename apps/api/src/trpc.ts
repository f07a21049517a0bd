import { ERRORS, type ErrorCode } from '@vouch/contracts/error'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import { toFailure } from './problem.ts'
import type { Access, Caller } from './account/caller.ts'
import { checkAccess, type Needs, scopeOf } from './account/check-access.ts'
import type { Credential } from './account/read-credential.ts'
import type { RefreshCookie } from './account/refresh-cookie.ts'
import { noteRefusal } from './audit/note-refusal.ts'
import type { NewId } from './id.ts'
import type { Services } from './services.ts'

export interface Context {
  readonly services: Services
  readonly requestId: string
  readonly caller: Caller
  readonly refreshCookie: RefreshCookie
  /** what the request brought to prove who sends it */
  readonly credential: Credential | null
  /** ids for what the request makes */
  readonly newId: NewId
  /** Looks again at who the caller is, for answers that last. @throws VouchError `unauthorized` once he is so no more */
  recheck(): Promise<Caller>
}

/** How a procedure is reached over plain HTTP, and what is said of it there. */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `{name}` in it is a field of the input */
  readonly path: `/${string}`
  readonly aliases?: readonly `/${string}`[]
  /** another procedure's path, which this one answers for ids that begin so */
  readonly forIds?: { readonly path: `/${string}`; readonly prefix: string }
  readonly summary: string
  readonly tag: string
  /** the fields beside `file`, for a procedure that takes a form */
  readonly form?: z.ZodObject
  /** what files the form takes and what each is, unless it is one table in `file`; the first is needed */
  readonly files?: Readonly<Record<string, string>>
  /** the first of its files may be left out, too */
  readonly fileless?: boolean
  /** how many files may stand under a name, unless that is one */
  readonly many?: Readonly<Record<string, number>>
  /** it may answer with a job (202) instead */
  readonly later?: boolean
  /** errors it may answer with, beside those that any may */
  readonly errors?: readonly ErrorCode[]
  /** when it is done, unless that is 200; 204 has no body, and null is what tRPC gives there */
  readonly status?: 201 | 202 | 204
  /** how its body may come, unless that is JSON: `urlencoded` is what a page's own forms send, and OAuth 2 */
  readonly body?: readonly ('json' | 'urlencoded')[]
}

export interface Meta {
  readonly access: Access
  /** what an API key needs for it, unless it is what `scopeOf` says */
  readonly scope?: Needs['scope']
  readonly rest: RestRoute
}

/** An error as a tRPC client gets it: the same code, words and faults as on REST; never a stack. */
export function errorShape(error: unknown, path: string | undefined) {
  const { code, detail, errors } = toFailure(error)
  const { trpc: name, status } = ERRORS[code]
  return {
    // tRPC itself gives that of whatever was thrown, and what is thrown here is no error of its own
    code: TRPC_ERROR_CODES_BY_KEY[name],
    message: detail,
    data: { code: name, httpStatus: status, path, problem: { code, detail, errors } },
  }
}

const trpc = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    // a quiet stream is not taken for a dead one, by a proxy or by the page
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
    errorFormatter: ({ error, path }) => errorShape(error, path),
  })

export const router = trpc.router
/** Who may call it is checked before its input is looked at; a procedure that does not say is for admins. */
export const procedure = trpc.procedure.use(({ ctx, meta, path, type, next }) => {
  const access = meta?.access ?? 'admin'
  const scope = meta?.scope ?? scopeOf(access, type !== 'mutation')
  noteRefusal(ctx, path, () => checkAccess({ access, scope }, ctx.caller, ctx.services.settings))
  return next()
})
