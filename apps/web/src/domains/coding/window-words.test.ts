import { expect, it } from 'vitest'
import { windowOf } from './window-words.ts'

const DAYS = {
  from: '2026-11-26T00:00:00.000Z',
  to: '2026-12-03T00:00:00.000Z',
  days: 7,
  simulated_sessions: 0,
  simulated_work: 0,
}

it('a time that ends at midnight ends with the day before, and what is made up is said', () => {
  expect(windowOf(DAYS)).toBe('26 Nov 2026 to 2 Dec 2026 (UTC)')
  expect(windowOf({ ...DAYS, to: '2026-11-26T12:00:00.000Z' })).toBe('26 Nov 2026 (UTC)')
  expect(windowOf({ ...DAYS, simulated_sessions: 1200 })).toMatch(/, with 1,200 simulated sessions$/)
  expect(windowOf({ ...DAYS, simulated_work: 1 })).toMatch(/, with 1 simulated pull request or commit$/)
  expect(windowOf({ ...DAYS, simulated_sessions: 1, simulated_work: 30 })).toMatch(
    /, with 1 simulated session and 30 simulated pull requests and commits$/,
  )
})
