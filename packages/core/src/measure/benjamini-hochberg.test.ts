import fc from 'fast-check'
import { expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.ts'

const p = fc.option(fc.oneof(fc.constantFrom(0, 0.05, 1), fc.double({ min: 0, max: 1, noNaN: true })))

it('is never below p nor above 1, keeps the order of tests, and calls significant what the step-up rule does', () => {
  fc.assert(
    fc.property(fc.array(p, { maxLength: 30 }), (values) => {
      const adjusted = benjaminiHochberg(values)
      const tests = values.flatMap((value, i) => (value === null ? [] : [{ value, adjusted: adjusted[i]! }]))
      expect(adjusted.map((value) => value === null)).toEqual(values.map((value) => value === null))
      tests.sort((a, b) => a.value - b.value)
      for (const [i, one] of tests.entries()) {
        expect(one.adjusted).toBeGreaterThanOrEqual(one.value)
        expect(one.adjusted).toBeLessThanOrEqual(1)
        if (i > 0) expect(one.adjusted).toBeGreaterThanOrEqual(tests[i - 1]!.adjusted)
      }
      // all up to the last one that is at or below its rank's part of the level (Benjamini & Hochberg 1995, eq. 1)
      const last = tests.findLastIndex(({ value }, i) => value * (tests.length / (i + 1)) <= 0.1)
      expect(tests.filter(({ adjusted }) => adjusted <= 0.1)).toEqual(tests.slice(0, last + 1))
    }),
  )
})
