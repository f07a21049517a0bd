import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutIntoBlocks, takeWholeBlocks } from './whole-blocks.ts'

const LEAST = 5
const dayOf = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)
const msOf = (n: number) => Date.UTC(2026, 0, 1 + n)
const toDays = (work: readonly (readonly number[])[]) =>
  work.flatMap((who, n) => {
    const names = [...new Set(who)].map(String)
    return names.length === 0
      ? []
      : [{ date: dayOf(n), people: names.length, names: names.length < LEAST ? names : [] }]
  })

test('a team of which enough work every day has a block of every day', () => {
  const every = Array.from({ length: 4 }, () => [1, 2, 3, 4, 5])
  const blocks = cutIntoBlocks(toDays(every), LEAST)
  expect(blocks).toEqual({ starts: [0, 1, 2, 3, 4].map(dayOf), until: dayOf(3) })
  expect(blocks && takeWholeBlocks({ fromMs: msOf(1), toMs: msOf(2) }, blocks)).toEqual({
    fromMs: msOf(1),
    toMs: msOf(2),
  })
})

test('days of fewer are together as many as it takes, and what is left at the end belongs to the last of them', () => {
  const blocks = cutIntoBlocks(toDays([[1, 2], [3, 4], [5], [1], [2]]), LEAST)
  expect(blocks).toEqual({ starts: [dayOf(0)], until: dayOf(4) })
  const two = cutIntoBlocks(toDays([[1, 2], [3, 4], [5], [], [1, 2, 3], [4, 5, 1], [6]]), LEAST)
  expect(two).toEqual({ starts: [dayOf(0), dayOf(3)], until: dayOf(6) })
  const within = (from: number, to: number) => two && takeWholeBlocks({ fromMs: msOf(from), toMs: msOf(to) }, two)
  expect(within(-9, 30)).toEqual({ fromMs: msOf(-9), toMs: msOf(30) })
  expect(within(1, 7)).toEqual({ fromMs: msOf(3), toMs: msOf(7) })
  expect(within(0, 5)).toEqual({ fromMs: msOf(0), toMs: msOf(3) })
  expect(within(1, 6)).toBeNull()
  expect(cutIntoBlocks([], LEAST)).toBeNull()
})

test('two windows never differ by the days of fewer people', () => {
  const people = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 7 })
  const ends = fc.tuple(fc.nat(16), fc.nat(16)).map(([a, b]) => [Math.min(a, b) - 1, Math.max(a, b)] as const)
  fc.assert(
    fc.property(fc.array(people, { minLength: 1, maxLength: 14 }), ends, ends, (work, first, second) => {
      const blocks = cutIntoBlocks(toDays(work), LEAST)
      if (blocks === null) return
      const daysIn = ([from, to]: readonly [number, number]) => {
        const span = takeWholeBlocks({ fromMs: msOf(from), toMs: msOf(to) }, blocks)
        return work.map((who, n) => (span && msOf(n) >= span.fromMs && msOf(n) < span.toMs ? who : []))
      }
      const [a, b] = [daysIn(first), daysIn(second)]
      const all = new Set(work.flat())
      for (const [one, other] of [[a, b] as const, [b, a] as const]) {
        const only = new Set(one.flatMap((who, n) => (other[n]?.length === 0 ? who : [])))
        expect(only.size === 0 || only.size >= LEAST || all.size < LEAST).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})
