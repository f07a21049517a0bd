import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DeveloperPart, distributeSessions } from './distribute-sessions.ts'

const part = (name: string | null, who: string | null, sessions = 4, decided = 2, accepted = 1): DeveloperPart => ({
  name,
  who,
  sessions,
  decided,
  accepted,
})
const team = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => part(name, `d${from + i}`))

test('whoever sees all is told every part with its share, its developers, and what was accepted with an interval', () => {
  const found = distributeSessions([...team('m', 1, 6), part('n', 'd1', 5, 0, 0), part(null, null, 1, 1, 0)], {
    by: 'model',
    least: 1,
  })
  expect(found).toMatchObject({ sessions: 30, rest: null, reason: null })
  expect(found.parts.map(({ name, sessions, developers }) => [name, sessions, developers])).toEqual([
    ['m', 24, 6],
    ['n', 5, 1],
    [null, 1, 0],
  ])
  const [m, n] = found.parts
  expect(m).toMatchObject({ share: 0.8, range: null, acceptance_rate: { value: 0.5, n: 12 } })
  expect(m?.acceptance_rate.interval?.[0]).toBeLessThan(0.5)
  // nothing was decided: not nought
  expect(n?.acceptance_rate).toEqual({ value: null, interval: null, n: 0 })
})

test('others are told parts of five developers, and one rest that is of five, too', () => {
  const parts = [...team('m', 1, 7), ...team('few', 1, 3), ...team('fewer', 4, 6)]
  const found = distributeSessions(parts, { by: 'model', least: 5 })
  expect(found.parts).toMatchObject([{ name: 'm', sessions: 30, developers: 5 }])
  expect(found.rest).toEqual({ sessions: 25, share: 25 / 55 })
  expect(JSON.stringify(found)).not.toMatch(/few/)
})

test('where the rest would be of fewer, another part goes with it, and where all are fewer nothing is told', () => {
  const parts = [...team('m', 1, 7), ...team('k', 1, 6), ...team('n', 1, 2)]
  const found = distributeSessions(parts, { by: 'model', least: 5 })
  expect(found.parts.map(({ name }) => name)).toEqual(['m'])
  expect(found.rest?.sessions).toBe(30)
  expect(distributeSessions(team('m', 1, 4), { by: 'model', least: 5 })).toEqual({
    sessions: 0,
    parts: [],
    rest: null,
    reason: 'too_few',
  })
  expect(distributeSessions([], { by: 'model', least: 5 })).toMatchObject({ reason: 'no_data' })
})

test('what was accepted is told of five developers who decided, and not of five who asked', () => {
  const silent = [1, 2, 3].map((i) => part('m', `d${i}`, 4, 0, 0))
  const [found] = distributeSessions([...silent, ...team('m', 4, 6)], { by: 'model', least: 5 }).parts
  expect(found).toMatchObject({ name: 'm', acceptance_rate: { value: null, interval: null, n: 0 } })
})

test('parts of numbers stand in their order with where they begin and end, and what is not known is last', () => {
  const { parts } = distributeSessions([part(null, 'a'), part('100000', 'a'), part('200', 'a'), part('1000', 'a')], {
    by: 'latency',
    least: 1,
  })
  expect(parts.map(({ range }) => range?.[0])).toEqual([200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, undefined]) // prettier-ignore
  expect(parts.map(({ sessions }) => sessions)).toEqual([4, 0, 4, 0, 0, 0, 0, 0, 4, 4])
  expect(parts[1]).toMatchObject({ range: [500, 1000], developers: 0, acceptance_rate: { value: null, n: 0 } })
  expect(parts.at(-2)?.range).toEqual([100_000, null])
  const hours = distributeSessions([part('10', 'a'), part('9', 'a')], { by: 'hour', least: 1 }).parts
  expect(hours.map(({ name }) => Number(name))).toEqual(Array.from({ length: 24 }, (_, hour) => hour))
  expect(hours.filter(({ sessions }) => sessions > 0).map(({ name, range }) => [name, range])).toEqual([['9', null], ['10', null]]) // prettier-ignore
})

test('a part that is empty is told as empty only where every other is told', () => {
  const days = (least: number) =>
    distributeSessions([...team('1', 1, 6), ...team('2', 1, 6), part('3', 'd1')], { by: 'weekday', least })
  expect(days(1).parts.map(({ sessions }) => sessions)).toEqual([24, 24, 4, 0, 0, 0, 0])
  expect(days(5).parts.map(({ name }) => name)).toEqual(['2'])
  const all = distributeSessions([...team('1', 1, 6), ...team('2', 1, 6)], { by: 'weekday', least: 5 })
  expect(all).toMatchObject({ rest: null })
  expect(all.parts.map(({ sessions }) => sessions)).toEqual([25, 25, 0, 0, 0, 0, 0])
})

test('what is told to who may not see each is of five developers and more, the rest with it, whatever the parts', () => {
  const anyParts = fc.array(
    fc.record({
      name: fc.constantFrom(null, 'm', 'n', 'o', 'p'),
      who: fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e', 'f', 'g'),
      sessions: fc.integer({ min: 1, max: 30 }),
      decided: fc.constant(1),
      accepted: fc.constant(1),
    }),
    { minLength: 1, maxLength: 40 },
  )
  const people = (parts: readonly DeveloperPart[]) => new Set(parts.flatMap(({ who }) => who ?? [])).size
  fc.assert(
    fc.property(anyParts, (parts) => {
      const found = distributeSessions(parts, { by: 'model', least: 5 })
      expect(found.reason).toBe(people(parts) < 5 ? 'too_few' : null)
      if (people(parts) < 5) return
      const told = new Set(found.parts.map(({ name }) => name))
      for (const name of told) expect(people(parts.filter((one) => one.name === name))).toBeGreaterThanOrEqual(5)
      const rest = parts.filter(({ name }) => !told.has(name))
      expect(rest.length === 0).toBe(found.rest === null)
      if (rest.length > 0) expect(people(rest)).toBeGreaterThanOrEqual(5)
      const shares = [...found.parts, ...(found.rest ? [found.rest] : [])].reduce((sum, { share }) => sum + share, 0)
      expect(shares).toBeCloseTo(1, 9)
      for (const { sessions, developers } of found.parts) expect([sessions % 5, developers % 5]).toEqual([0, 0])
    }),
  )
})
