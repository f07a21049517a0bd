import { describe, expect, it } from 'vitest'
import { findOutage } from './find-outage.ts'
import { toFailure } from './problem.ts'
import { startTestServer } from './testing/start-test-server.ts'
import { readProblem } from './testing/requests.ts'

const withCode = (code: string) => Object.assign(new Error('x'), { code })
const wrapped = (cause: Error) => new Error('Failed query: select', { cause })

describe('an error that was not foreseen', () => {
  it('is a 503 when time mends it, however deep its cause lies', () => {
    for (const code of ['ECONNREFUSED', '57P01', '53300', '40P01'])
      expect(toFailure(wrapped(withCode(code)))).toMatchObject({ code: 'unavailable' })
    expect(toFailure(wrapped(withCode('ENOSPC')))).toMatchObject({ code: 'no_space' })
    for (const words of ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])
      expect(toFailure(wrapped(new Error(words)))).toMatchObject({ code: 'unavailable' })
  })

  it('is the caller’s to mend when the database cannot hold what he sent', () => {
    expect(findOutage(wrapped(withCode('22021')))).toMatchObject({ code: 'invalid' })
  })

  it('is a 500 that says nothing when nothing is known of it', () => {
    const failure = toFailure(wrapped(withCode('23505')))
    expect(failure).toMatchObject({ code: 'failure', errors: [] })
    expect(failure.detail).not.toContain('select')
  })
})

describe('a character that no database holds', () => {
  it('is refused wherever it stands', async () => {
    const server = await startTestServer()
    for (const path of ['/api/predictions/%00', '/api/models/a%00b', '/api/predictions/prd_%00/calls/0'])
      expect((await readProblem(await fetch(server.url + path))).status).toBeLessThan(500)
    await server.end()
  })
})
