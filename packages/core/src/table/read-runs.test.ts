import { expect, test } from 'vitest'
import { readRuns } from './read-runs.ts'

test('runs and packed groups give their values, padding left out', () => {
  // The example of the format's documentation: 0 to 7 in three bits.
  expect([...readRuns(Uint8Array.of(3, 0b10001000, 0b11000110, 0b11111010), 0, 3, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([...readRuns(Uint8Array.of(3, 0b10001000, 0b11000110, 0b11111010), 0, 3, 5)]).toEqual([0, 1, 2, 3, 4])
  expect([...readRuns(Uint8Array.of(6, 1, 2, 0), 0, 1, 4)]).toEqual([1, 1, 1, 0])
  expect([...readRuns(Uint8Array.of(4, 0x34, 0x12), 0, 16, 2)]).toEqual([0x1234, 0x1234])
})

test('a run of billions in a few bytes is refused at once', () => {
  const start = performance.now()
  expect(() => readRuns(Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 1), 0, 1, 10)).toThrow(/longer than its page/)
  expect(() => readRuns(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 1), 0, 1, 10)).toThrow(/past the end/)
  expect(() => readRuns(Uint8Array.of(0, 0, 0, 0), 0, 1, 10)).toThrow(/empty/)
  expect(() => readRuns(Uint8Array.of(2), 0, 1, 1)).toThrow(/past the end/)
  expect(() => readRuns(Uint8Array.of(2, 1), 0, 33, 1)).toThrow(/33 bits/)
  expect(performance.now() - start).toBeLessThan(100)
})
