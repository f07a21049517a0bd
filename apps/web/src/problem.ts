import { TRPCClientError } from '@trpc/client'
import { ERRORS, ErrorCode, Problem } from '@vouch/contracts/error'

/** What of a problem a tRPC error holds; the rest follows from its code. */
const Stated = Problem.pick({ code: true, detail: true, errors: true })

/** An error that carries what the API said of it. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** The problem document of any error the page can meet; what is not the API's own becomes one that says so. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof TRPCClientError) return problemOfTrpc(error.data, error.message)
  return failure('unavailable', error instanceof Error ? error.message : 'The page met an error it does not know.')
}

export function failure(code: ErrorCode, detail: string): Problem {
  return { type: 'about:blank', title: ERRORS[code].title, status: ERRORS[code].status, detail, code }
}

function problemOfTrpc(data: unknown, message: string): Problem {
  if (typeof data !== 'object' || data === null)
    return { ...failure('unavailable', message), title: 'The server did not answer' }
  if ('problem' in data) {
    const stated = Stated.safeParse(data.problem)
    if (stated.success) return { ...failure(stated.data.code, stated.data.detail), ...stated.data }
  }
  const trpcCode = 'code' in data ? data.code : null
  const code = ErrorCode.options.find((candidate) => ERRORS[candidate].trpc === trpcCode) ?? 'failure'
  return failure(code, message)
}
