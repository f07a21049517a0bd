import { ERRORS, type ErrorCode } from '@vouch/contracts/error'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import { toFailure } from './problem.ts'
import type { Services } from './services.ts'

export interface Context {
  readonly services: Services
  readonly requestId: string
}

/** How a procedure is reached over plain HTTP, and what is said of it there. */
export interface RestRoute {
  readonly method: 'GET' | 'POST'
  /** `{name}` in it is a field of the input */
  readonly path: `/${string}`
  readonly aliases?: readonly `/${string}`[]
  readonly summary: string
  readonly tag: string
  /** the fields beside `file`, for a procedure that takes a form */
  readonly form?: z.ZodObject
  /** errors it may answer with, beside those that any may */
  readonly errors?: readonly ErrorCode[]
}

export interface Meta {
  readonly rest: RestRoute
}

/** An error as a tRPC client gets it: the same code, words and faults as on REST; never a stack. */
export function errorShape<Code extends number>(error: unknown, jsonRpcCode: Code, path: string | undefined) {
  const { code, detail, errors } = toFailure(error)
  const { trpc: name, status } = ERRORS[code]
  return {
    code: jsonRpcCode,
    message: detail,
    data: { code: name, httpStatus: status, path, problem: { code, detail, errors } },
  }
}

const trpc = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter: ({ shape, error, path }) => errorShape(error, shape.code, path),
  })

export const router = trpc.router
export const procedure = trpc.procedure
