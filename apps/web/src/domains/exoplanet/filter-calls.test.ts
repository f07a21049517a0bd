import { describe, expect, it } from 'vitest'
import type { DecidedCall } from './decide-calls.ts'
import { filterCalls, NO_FILTER } from './filter-calls.ts'

const row = (id: string, planet: boolean, abstained: boolean, fragile: boolean | null): DecidedCall => ({
  planet,
  abstained,
  call: {
    row: 0,
    id,
    prediction: 'PLANET',
    probability: 0.5,
    abstained: false,
    features: { orbital_period: null, planet_radius: null, transit_duration: null },
    fragile,
    flip_rate: null,
  },
})
const rows = [
  row('S00752.01', true, false, false),
  row('S00753.01', false, true, true),
  row('TOI 700 d', true, true, null),
]
const ids = (filter: Partial<typeof NO_FILTER>) =>
  filterCalls(rows, { ...NO_FILTER, ...filter }).map((kept) => kept.call.id)

describe('filtering calls', () => {
  it('filters by the call at the reader’s threshold, not by the stored one', () => {
    expect(ids({ call: 'planet' })).toEqual(['S00752.01', 'TOI 700 d'])
    expect(ids({ call: 'false-positive' })).toEqual(['S00753.01'])
  })

  it('an untested call is not fragile, and not called robust either', () => {
    expect(ids({ mark: 'fragile' })).toEqual(['S00753.01'])
  })

  it('abstained and not abstained divide the rows', () => {
    expect([...ids({ mark: 'abstained' }), ...ids({ mark: 'decided' })].sort()).toEqual(ids({}).sort())
  })

  it('finds part of an id in any case and with blanks around it', () => {
    expect(ids({ text: ' toi ' })).toEqual(['TOI 700 d'])
    expect(ids({ text: '.01', call: 'planet' })).toEqual(['S00752.01'])
  })
})
