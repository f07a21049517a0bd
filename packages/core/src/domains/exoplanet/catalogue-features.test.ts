import { describe, expect, it } from 'vitest'
import { buildCatalogue, CATALOGUE_FEATURES, catalogueFeatures, mergeCatalogues } from './catalogue-features.ts'
import type { Quantities } from './quantities.ts'

/** star, period, epoch, depth */
const table = (...rows: readonly (readonly [number, number, number, number])[]): Quantities => ({
  rows: rows.length,
  values: {
    star: Float64Array.from(rows, ([star]) => star),
    period: Float64Array.from(rows, ([, period]) => period),
    epoch: Float64Array.from(rows, ([, , epoch]) => epoch),
    depth: Float64Array.from(rows, ([, , , depth]) => depth),
    right_ascension: Float64Array.from(rows, ([star]) => 290 + star / 100),
    declination: Float64Array.from(rows, () => 0),
  },
})
const names = CATALOGUE_FEATURES.map(({ name }) => name)
const [matches, mismatch, , separation, depthRatio] = [0, 1, 2, 3, 4]
const rowOf = (quantities: Quantities, context: Quantities, row = 0) =>
  [...catalogueFeatures(names, quantities, buildCatalogue(context))].slice(row * names.length, (row + 1) * names.length)

describe('ephemeris matching', () => {
  const child = table([1, 5, 131, 100])

  it('finds the parent on another star, how far it is and how much deeper', () => {
    const found = rowOf(child, table([1, 5, 131, 100], [2, 5.0001, 136.01, 10_000]))
    expect(found[matches]).toBe(1)
    expect(found[mismatch]).toBeCloseTo(0.2, 3)
    expect(found[separation]).toBeCloseTo(Math.log10(0.01), 3)
    expect(found[depthRatio]).toBeCloseTo(2, 3)
  })

  it.each([2, 1 / 2, 3, 1 / 3])('finds it at a period ratio of %d', (ratio) => {
    expect(rowOf(child, table([2, 5 * ratio, 131, 1000]))[matches]).toBe(1)
  })

  it('does not match a signal of the same star, of another epoch or of another period', () => {
    const found = rowOf(child, table([1, 5, 131, 1000], [2, 5, 133, 1000], [3, 5.01, 131, 1000]))
    expect(found.slice(0, 2)).toEqual([0, 9])
    expect(found[separation]).toBeNaN()
  })

  it('says nothing of a row without period, epoch or star', () => {
    for (const row of [table([1, Number.NaN, 131, 1]), table([1, 5, Number.NaN, 1]), table([Number.NaN, 5, 131, 1])])
      expect(rowOf(row, child).every(Number.isNaN)).toBe(true)
  })

  it('counts a signal that two catalogues hold once', () => {
    const parent = table([2, 5, 131, 1000])
    const merged = mergeCatalogues([buildCatalogue(parent), buildCatalogue(parent)])
    expect(catalogueFeatures(['ephemeris_matches'], child, merged)[0]).toBe(1)
  })

  it('gives the same with the catalogue in any order', () => {
    const rows = [
      [2, 5, 131, 900],
      [3, 10, 136, 80],
      [4, 2.5, 131, 7000],
    ] as const
    expect(rowOf(child, table(...rows))).toEqual(rowOf(child, table(...rows.toReversed())))
  })
})
