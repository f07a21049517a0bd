import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../problem.ts'
import { readAnswer } from './upload-table.ts'

const problem = {
  type: 'about:blank',
  title: 'This kind of content cannot be read here',
  status: 415,
  detail: 'koi.csv is a PNG picture',
  code: 'unsupported_media',
  errors: [{ field: 'file', message: 'begins like a PNG picture', line: 1, column: 1 }],
}

const answered = (status: number, body: string, headers: Record<string, string> = {}) => {
  try {
    return readAnswer({ status, body, headers: new Headers(headers) })
  } catch (error) {
    return error
  }
}

describe('what the server answers to a table', () => {
  it('a stated problem is kept with its place in the file, and with when to try again', () => {
    const answer = answered(415, JSON.stringify(problem), { 'retry-after': '9' })
    expect(answer).toBeInstanceOf(ProblemError)
    expect(answer).toMatchObject({ problem: { ...problem, retry_after_seconds: 9 } })
  })

  it('a table that takes its time is a job', () => {
    const id = 'job_00000000000000000000000000'
    const prediction_id = 'prd_00000000000000000000000000'
    const accepted = { job_id: id, status: 'queued', prediction_id, location: `/api/jobs/${id}` }
    expect(answered(202, JSON.stringify(accepted))).toEqual({ kind: 'job', id })
  })

  it.each([
    [502, '<html>Bad gateway</html>'],
    [200, '{"success":true}'],
    [202, '{}'],
    [200, ''],
    [500, '{"code":"no such code"}'],
  ])('status %i with a body of no known shape becomes a problem that names the status', (status, body) => {
    const answer = answered(status, body)
    expect(answer).toBeInstanceOf(ProblemError)
    expect(answer instanceof ProblemError && answer.problem.detail).toContain(String(status))
  })
})
