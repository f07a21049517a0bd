import { TRPCClientError } from '@trpc/client'
import { ERRORS, ErrorCode, Problem } from '@vouch/contracts/error'

/** A problem as the page shows it: with the seconds after which it is worth another try, where the server named them. */
export interface ShownProblem extends Problem {
  retry_after_seconds?: number
}

/** What of a problem a tRPC error holds; the rest follows from its code. */
const Stated = Problem.pick({ code: true, detail: true, errors: true })

/** An error that carries what the API said of it. */
export class ProblemError extends Error {
  readonly problem: ShownProblem
  constructor(problem: ShownProblem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** The problem document of any error the page can meet; what is not the API's own becomes one that says so. */
export function problemOf(error: unknown): ShownProblem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof TRPCClientError && error.cause instanceof ProblemError) return error.cause.problem
  if (error instanceof TRPCClientError)
    return { ...problemOfTrpc(error.data, error.message), ...saidInHeaders(headersOf(error.meta)) }
  return failure('unavailable', error instanceof Error ? error.message : 'The page met an error it does not know.')
}

export function failure(code: ErrorCode, detail: string): Problem {
  return { type: 'about:blank', title: ERRORS[code].title, status: ERRORS[code].status, detail, code }
}

/** No answer came at all. */
export function noAnswer(detail: string): Problem {
  return { ...failure('unavailable', detail), title: 'The server did not answer' }
}

/** What an answer that is no success says; one in a shape of its own becomes a problem that names its status. */
export function problemOfAnswer(status: number, body: string, headers: Headers): ShownProblem {
  const stated = Problem.safeParse(parseJson(body))
  const words = `The server answered with status ${status} in a shape this page does not know.`
  return { ...(stated.success ? stated.data : failure('failure', words)), ...saidInHeaders(headers) }
}

/** @returns undefined for what is no JSON */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function problemOfTrpc(data: unknown, message: string): Problem {
  if (typeof data !== 'object' || data === null) return noAnswer(message)
  if ('problem' in data) {
    const stated = Stated.safeParse(data.problem)
    if (stated.success) return { ...failure(stated.data.code, stated.data.detail), ...stated.data }
  }
  const trpcCode = 'code' in data ? data.code : null
  const code = ErrorCode.options.find((candidate) => ERRORS[candidate].trpc === trpcCode) ?? 'failure'
  return failure(code, message)
}

function headersOf(meta: Record<string, unknown> | undefined): Headers {
  const answer = meta?.['response']
  return answer instanceof Response ? answer.headers : new Headers()
}

function saidInHeaders(headers: Headers): Pick<ShownProblem, 'request_id' | 'retry_after_seconds'> {
  const request = headers.get('x-request-id')
  const seconds = Number(headers.get('retry-after'))
  return {
    ...(request ? { request_id: request } : {}),
    ...(seconds > 0 ? { retry_after_seconds: seconds } : {}),
  }
}
