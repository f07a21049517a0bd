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

describe('what the server answers to a table', () => {
  it('a stated problem is kept with its place in the file', () => {
    const answer = readAnswer(415, JSON.stringify(problem))
    expect(answer).toBeInstanceOf(ProblemError)
    expect(answer instanceof ProblemError && answer.problem.errors?.[0]).toEqual(problem.errors[0])
  })

  it.each([
    [502, '<html>Bad gateway</html>'],
    [200, '{"success":true}'],
    [200, ''],
    [500, '{"code":"no such code"}'],
  ])('status %i with a body of no known shape becomes a problem that names the status', (status, body) => {
    const answer = readAnswer(status, body)
    expect(answer).toBeInstanceOf(ProblemError)
    expect(answer instanceof ProblemError && answer.problem.detail).toContain(String(status))
  })
})
