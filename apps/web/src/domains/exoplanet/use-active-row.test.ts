import { expect, it } from 'vitest'
import { nextRow } from './use-active-row.ts'

it('keys move by one, by a page, and to the ends, and never out of the table', () => {
  expect(nextRow('ArrowDown', 3, 100)).toBe(4)
  expect(nextRow('ArrowUp', 0, 100)).toBe(0)
  expect(nextRow('ArrowDown', 99, 100)).toBe(99)
  expect(nextRow('PageDown', 90, 100)).toBe(99)
  expect(nextRow('PageUp', 40, 100)).toBe(27)
  expect(nextRow('Home', 40, 100)).toBe(0)
  expect(nextRow('End', 40, 20_000)).toBe(19_999)
})

it('another key, or an empty table, moves nothing', () => {
  expect(nextRow('a', 3, 100)).toBeNull()
  expect(nextRow('End', -1, 0)).toBeNull()
})
