import { describe, expect, it } from 'vitest'
import { drawWithinErrors, movableQuantities } from './fragility.ts'
import type { Quantities } from './quantities.ts'

const table = (): Quantities => ({
  rows: 2,
  values: {
    period: Float64Array.of(3, 10),
    depth: Float64Array.of(500, 800),
    depth_err_upper: Float64Array.of(50, Number.NaN),
    depth_err_lower: Float64Array.of(25, Number.NaN),
    impact: Float64Array.of(0.1, 0.2),
    impact_err_upper: Float64Array.of(0.4, 0.1),
    impact_err_lower: Float64Array.of(0.4, 0.1),
  },
})
const swapped = (): Quantities => ({
  rows: 2,
  values: Object.fromEntries(Object.entries(table().values).map(([name, column]) => [name, column.toReversed()])),
})

describe('draws within the catalogue’s errors', () => {
  it('of a row are the same wherever the row stands', () => {
    expect(drawWithinErrors(table(), 0)).toEqual(drawWithinErrors(swapped(), 1))
  })

  it('differ from row to row', () => {
    expect([...drawWithinErrors(table(), 0).values.depth!]).not.toEqual([...drawWithinErrors(table(), 1).values.depth!])
  })

  it('spread by the upper error above and the lower error below', () => {
    const depth = [...drawWithinErrors(table(), 0, 20_000).values.depth!].map((value) => value - 500)
    const spread = (side: readonly number[]) => Math.sqrt(side.reduce((sum, d) => sum + d * d, 0) / side.length)
    expect(spread(depth.filter((d) => d > 0))).toBeCloseTo(50, -0.5)
    expect(spread(depth.filter((d) => d < 0))).toBeCloseTo(25, -0.5)
  })

  it('move what comes from the star with the star', () => {
    const row = {
      radius: Float64Array.of(2),
      radius_err_upper: Float64Array.of(0.2),
      radius_err_lower: Float64Array.of(0.2),
      stellar_radius: Float64Array.of(1),
      stellar_radius_err_upper: Float64Array.of(0.1),
      stellar_radius_err_lower: Float64Array.of(0.1),
      stellar_gravity: Float64Array.of(4.4),
      stellar_gravity_err_upper: Float64Array.of(0.3),
      stellar_gravity_err_lower: Float64Array.of(0.3),
      insolation: Float64Array.of(5),
    }
    const { values } = drawWithinErrors({ rows: 1, values: row }, 0)
    for (let d = 0; d < 64; d++) {
      const grown = values.stellar_radius![d]!
      expect(values.radius![d]! / grown).toBeCloseTo(2, 10)
      expect(values.stellar_gravity![d]! + 2 * Math.log10(grown)).toBeCloseTo(4.4, 10)
      expect(values.insolation![d]! / grown ** 2).toBeCloseTo(5, 10)
    }
    expect(new Set(values.stellar_radius).size).toBe(64)
  })

  it('leave alone what has no error, and fold impact parameters at zero', () => {
    expect(new Set(drawWithinErrors(table(), 1).values.depth)).toEqual(new Set([800]))
    expect(Math.min(...drawWithinErrors(table(), 0).values.impact!)).toBeGreaterThanOrEqual(0)
  })

  it('move just what they are said to move', () => {
    const row = (more: Quantities['values']): Quantities => ({
      rows: 1,
      values: {
        period: Float64Array.of(3),
        depth: Float64Array.of(500),
        radius: Float64Array.of(2),
        insolation: Float64Array.of(5),
        equilibrium_temperature: Float64Array.of(Number.NaN),
        stellar_radius: Float64Array.of(1),
        stellar_gravity: Float64Array.of(4.4),
        ...more,
      },
    })
    const cases = [
      [{}, []],
      [{ depth_err_upper: Float64Array.of(Number.NaN), depth_err_lower: Float64Array.of(20) }, ['depth']],
      [{ stellar_gravity_err_upper: Float64Array.of(0.1) }, ['stellar_gravity']],
      [
        { stellar_radius_err_lower: Float64Array.of(0.1) },
        ['insolation', 'radius', 'stellar_gravity', 'stellar_radius'],
      ],
      [{ stellar_temperature_err_upper: Float64Array.of(80) }, []],
    ] as const
    for (const [more, moved] of cases) {
      const quantities = row(more)
      const drawn = drawWithinErrors(quantities, 0).values
      expect(movableQuantities(quantities, 0).toSorted()).toEqual(moved)
      const differ = Object.entries(drawn).filter(([, column]) => new Set(column).size > 1)
      expect(differ.map(([name]) => name).toSorted()).toEqual(moved)
    }
  })

  it('change nothing of the table they are drawn from', () => {
    const before = table()
    drawWithinErrors(before, 0)
    expect(before).toEqual(table())
  })
})
