import { describe, expect, it } from 'vitest'
import type { Quantities, QuantityName } from './quantities.ts'
import { signalKey } from './signal-key.ts'

const one = (row: Partial<Record<QuantityName, number>>): Quantities => ({
  rows: 1,
  values: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Float64Array.of(value)])),
})

describe('the key of a signal', () => {
  it('is its star and its period, whatever else the table holds', () => {
    expect(signalKey(one({ star: 11442793, period: 331.600597, depth: 8340 }), 0)).toBe('11442793 331.60060')
  })

  it('tells two events of one star and one period apart by their strength', () => {
    const [a, b] = [12.5, 8.25].map((multiple_event) => signalKey(one({ star: 7, period: 2, multiple_event }), 0))
    expect([a, b]).toEqual(['7 2.0000000 12.500000', '7 2.0000000 8.2500000'])
  })

  it('is made of its size where the star has no number, and tells two planets of one star apart', () => {
    const [b, c] = [
      { period: 10.05449, radius: 2.29 },
      { period: 24.64638, radius: 1.77 },
    ]
    const keys = [b, c].map((planet) => signalKey(one({ ...planet, stellar_radius: 0.56 }), 0))
    expect(keys[0]).not.toBe(keys[1])
    expect(signalKey(one({ ...b, star: Number.NaN, stellar_radius: 0.56 }), 0)).toBe(keys[0])
  })

  it('is none without a period, or with nothing beside it', () => {
    expect(signalKey(one({ star: 1, depth: 3 }), 0)).toBeNull()
    expect(signalKey(one({ period: 3, duration: 2 }), 0)).toBeNull()
  })
})
