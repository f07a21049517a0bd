import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { compareShares } from './compare-shares.ts'
import { type Counted, estimateDifference, estimateShare } from './estimate-share.ts'
import { wilson } from './interval.ts'

const rows = (hits: number, n: number, name = 'row') =>
  Array.from({ length: n }, (_, i): Counted => ({ hit: i < hits, group: `${name} ${i}` }))
const anyRow = fc.record({
  hit: fc.boolean(),
  group: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  weight: fc.constantFrom(1, 2, 10),
})
const holds = (interval: readonly [number, number] | undefined, truth: number) =>
  interval !== undefined && interval[0] <= truth && truth <= interval[1]

describe('a share', () => {
  it.each([
    [0, 1],
    [1, 1],
    [7, 9],
    [40, 40],
  ])('of %d in %d rows, each its own group, has Wilson’s interval', (hits, n) => {
    const found = estimateShare(rows(hits, n))
    const [low, high] = wilson(hits, n)
    expect(found?.interval[0]).toBeCloseTo(low, 12)
    expect(found?.interval[1]).toBeCloseTo(high, 12)
  })

  it('of nothing is none', () => {
    expect(estimateShare([])).toBeNull()
  })

  it('is no surer for rows that repeat each other', () => {
    const four = rows(30, 40).flatMap((row) => [row, row, row, row])
    const [once, copied] = [estimateShare(rows(30, 40)), estimateShare(four)]
    expect(copied?.value).toBe(once?.value)
    expect(copied?.interval[0]).toBeCloseTo(once?.interval[0] ?? 0, 12)
    expect(copied?.interval[1]).toBeCloseTo(once?.interval[1] ?? 0, 12)
  })

  it('of one group is worth one row, whatever is in it', () => {
    for (const hits of [0, 25, 50]) {
      const { value, interval } = estimateShare(rows(hits, 50).map((row) => ({ ...row, group: 'star' })))!
      expect(interval[0]).toBeCloseTo(wilson(value, 1)[0], 12)
      expect(interval[1]).toBeCloseTo(wilson(value, 1)[1], 12)
    }
  })

  it('lies in its interval, which lies in [0, 1], and is narrowest where rows are independent', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 40 }), fc.boolean(), (given, weighted) => {
        const some = given.map((row) => ({ ...row, weight: weighted ? row.weight : 1 }))
        const { value, interval } = estimateShare(some)!
        expect(holds(interval, value)).toBe(true)
        expect(interval[0]).toBeGreaterThanOrEqual(0)
        expect(interval[1]).toBeLessThanOrEqual(1)
        const alone = estimateShare(some.map((row, i) => ({ ...row, group: `row ${i}` })))!
        expect(interval[1] - interval[0]).toBeGreaterThanOrEqual(alone.interval[1] - alone.interval[0] - 1e-12)
      }),
    )
  })

  it('holds the truth in about 95 of 100 samples by group, few groups or many, and not when rows pass for independent', () => {
    const sample = (groups: number, random: Random) =>
      Array.from({ length: groups }, (_, g) => {
        const chance = random.uniform() < 0.5 ? 0.95 : 0.55
        return Array.from({ length: 1 + random.int(6) }, () => ({ hit: random.uniform() < chance, group: `g${g}` }))
      }).flat()
    const covered = (groups: number, alone: boolean) => {
      let hits = 0
      for (let s = 0; s < 400; s++) {
        const drawn = sample(groups, createRandom(`share ${groups} ${s}`))
        const found = estimateShare(alone ? drawn.map((row, i) => ({ ...row, group: `row ${i}` })) : drawn)
        if (holds(found?.interval, 0.75)) hits++
      }
      return hits / 400
    }
    for (const groups of [6, 15, 60]) expect(covered(groups, false), `${groups} groups`).toBeGreaterThan(0.92)
    expect(covered(60, true)).toBeLessThan(0.93)
  })
})

describe('a share of rows that stand for many', () => {
  /** Doubtful rows are wrong more often, and are judged more often. */
  const chosen = (random: Random) =>
    Array.from({ length: 3000 }, (_, i) => {
      const doubtful = random.uniform() < 0.2
      return { i, hit: random.uniform() < (doubtful ? 0.6 : 0.95), chance: doubtful ? 0.5 : 0.05 }
    }).filter(({ chance }) => random.uniform() < chance)
  const truth = 0.2 * 0.6 + 0.8 * 0.95

  it('is that of all rows, where the plain share of those chosen is not', () => {
    let [held, plain] = [0, 0]
    for (let s = 0; s < 200; s++) {
      const drawn = chosen(createRandom(`chosen ${s}`))
      const found = estimateShare(drawn.map(({ i, hit, chance }) => ({ hit, group: `${i}`, weight: 1 / chance })))
      if (holds(found?.interval, truth)) held++
      if (holds(estimateShare(drawn.map(({ i, hit }) => ({ hit, group: `${i}` })))?.interval, truth)) plain++
    }
    expect(held / 200).toBeGreaterThan(0.9)
    expect(plain / 200).toBeLessThan(0.05)
  })

  it('does not depend on the scale of weights', () => {
    const some = [1, 4, 2, 1, 9].map((weight, i) => ({ hit: i % 2 === 0, group: `${i}`, weight }))
    const more = some.map((row) => ({ ...row, weight: row.weight * 7 }))
    expect(estimateShare(more)?.interval[0]).toBeCloseTo(estimateShare(some)?.interval[0] ?? 0, 12)
  })
})

describe('a difference of shares', () => {
  it('of rows that are each their own group is Newcombe’s', () => {
    for (const [a, n, b, m] of [
      [56, 70, 48, 80],
      [10, 10, 0, 10],
      [1, 1, 0, 1],
    ] as const) {
      const found = estimateDifference(rows(a, n, 'a'), rows(b, m, 'b'))
      const { difference, interval } = compareShares({ count: a, n }, { count: b, n: m })
      expect(found?.value).toBe(difference)
      expect(found?.interval[0]).toBeCloseTo(interval[0], 12)
      expect(found?.interval[1]).toBeCloseTo(interval[1], 12)
    }
  })

  it('to nothing is none', () => {
    expect(estimateDifference([], rows(1, 2))).toBeNull()
    expect(estimateDifference(rows(1, 2), [])).toBeNull()
  })

  it('is surer where the same groups are on both sides and are alike', () => {
    const [before, after] = [rows(30, 60), rows(36, 60)]
    const apart = estimateDifference(after, rows(30, 60, 'other'))!
    const paired = estimateDifference(after, before)!
    expect(paired.value).toBe(apart.value)
    expect(paired.interval[1] - paired.interval[0]).toBeLessThan(0.7 * (apart.interval[1] - apart.interval[0]))
  })

  it('lies in its interval, and turns its sign with the sides', () => {
    const some = fc.array(
      fc.record({ hit: fc.boolean(), group: fc.constantFrom('a', 'b', 'c'), expert: fc.constantFrom('x', 'y') }),
      { minLength: 1, maxLength: 25 },
    )
    fc.assert(
      fc.property(some, some, fc.boolean(), (first, second, experts) => {
        const [a, b] = [first, second].map((side) =>
          side.map(({ expert, ...row }): Counted => (experts ? { ...row, expert } : row)),
        )
        const there = estimateDifference(a!, b!)!
        const back = estimateDifference(b!, a!)!
        expect(holds(there.interval, there.value)).toBe(true)
        expect(back.value).toBeCloseTo(-there.value, 12)
        expect(back.interval[0]).toBeCloseTo(-there.interval[1], 9)
      }),
    )
  })
})

describe('a difference among experts who judge twice', () => {
  /** Each expert has an inclination and an influence of the own; cases are harder or easier. */
  function sample(experts: readonly (readonly [bias: number, effect: number])[], random: Random) {
    const [before, after]: [Counted[], Counted[]] = [[], []]
    for (let g = 0; g < 40; g++) {
      const ease = random.normal()
      for (let k = 0; k < 3; k++) {
        const e = random.int(experts.length)
        const [bias, effect] = experts[e]!
        const [group, expert, draw] = [`case ${g}`, `expert ${e}`, random.uniform()]
        const chance = (more: number) => 1 / (1 + Math.exp(-(0.5 + bias + ease + more)))
        before.push({ hit: draw < chance(0), group, expert })
        after.push({ hit: draw < chance(effect), group, expert })
      }
    }
    return [after, before] as const
  }
  const expertsOf = (random: Random) =>
    Array.from({ length: 5 }, () => [0.7 * random.normal(), 0.8 + 0.5 * random.normal()] as const)
  const nameless = (side: readonly Counted[]) => side.map(({ hit, group }) => ({ hit, group }))
  const truthOf = (pick: (s: number) => ReturnType<typeof expertsOf>) => {
    let sum = 0
    for (let s = 0; s < 1500; s++) {
      const [after, before] = sample(pick(s), createRandom(`truth ${s}`))
      sum += estimateDifference(nameless(after), nameless(before))!.value / 1500
    }
    return sum
  }

  it('holds that of these experts in 95 of 100 samples of cases, and with names that of experts like them', () => {
    const these = expertsOf(createRandom('these'))
    const ofThese = truthOf(() => these)
    const ofAny = truthOf((s) => expertsOf(createRandom(`experts ${s}`)))
    let [held, heldAny, heldWrongly] = [0, 0, 0]
    for (let s = 0; s < 400; s++) {
      const [after, before] = sample(these, createRandom(`s ${s}`))
      if (holds(estimateDifference(nameless(after), nameless(before))?.interval, ofThese)) held++
      const [late, early] = sample(expertsOf(createRandom(`others ${s}`)), createRandom(`s ${s}`))
      if (holds(estimateDifference(late, early)?.interval, ofAny)) heldAny++
      if (holds(estimateDifference(nameless(late), nameless(early))?.interval, ofAny)) heldWrongly++
    }
    expect(held / 400).toBeGreaterThan(0.92)
    expect(heldAny / 400).toBeGreaterThan(0.92)
    expect(heldWrongly / 400).toBeLessThan(0.85)
  })
})
