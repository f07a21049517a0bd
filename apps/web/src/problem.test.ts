import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { failure, ProblemError, problemOf, problemOfAnswer } from './problem.ts'

/** A tRPC error as the client makes it from an answer. */
const answered = (data: unknown, message = 'message') =>
  TRPCClientError.from({ error: { code: -32603, message, data } })

it('a problem stated in a tRPC error keeps its code, words and faults', () => {
  const problem = problemOf(
    answered({
      code: 'BAD_GATEWAY',
      httpStatus: 502,
      problem: {
        code: 'upstream',
        detail: 'The archive cannot be reached.',
        errors: [{ message: 'no network', line: 2 }],
      },
    }),
  )
  expect(problem).toMatchObject({ code: 'upstream', status: 502, detail: 'The archive cannot be reached.' })
  expect(problem.errors).toEqual([{ message: 'no network', line: 2 }])
})

it('a tRPC error without a stated problem keeps its code and message', () => {
  expect(problemOf(answered({ code: 'NOT_FOUND' }, 'no such prediction'))).toMatchObject({
    code: 'not_found',
    detail: 'no such prediction',
  })
})

it('no answer at all is said to be no answer', () => {
  expect(problemOf(TRPCClientError.from(new Error('Failed to fetch'))).title).toBe('The server did not answer')
})

it('an error that already carries a problem is not wrapped again', () => {
  const problem = failure('too_large', 'The table holds 60 MB; 50 MB is the limit.')
  expect(problemOf(new ProblemError(problem))).toBe(problem)
})

it('a problem that an answer states is kept, with the seconds to wait and the number of the request', () => {
  const stated = { ...failure('too_many', 'At most 10 streams at a time.'), type: '/problems/too_many' }
  const headers = new Headers({ 'retry-after': '30', 'x-request-id': 'b1946ac9' })
  expect(problemOfAnswer(429, JSON.stringify(stated), headers)).toEqual({
    ...stated,
    retry_after_seconds: 30,
    request_id: 'b1946ac9',
  })
})

it('a tRPC error says when to try again, as its answer’s headers do', () => {
  const error = TRPCClientError.from(
    { error: { code: -32603, message: 'full', data: { problem: { code: 'unavailable', detail: 'full' } } } },
    { meta: { response: new Response('', { headers: { 'retry-after': '5' } }) } },
  )
  expect(problemOf(error)).toMatchObject({ code: 'unavailable', retry_after_seconds: 5 })
})

it('a problem that the page met before it asked is not taken for one of the server', () => {
  const problem = failure('unauthorized', 'Your log-in has ended.')
  expect(problemOf(TRPCClientError.from(new ProblemError(problem)))).toBe(problem)
})
