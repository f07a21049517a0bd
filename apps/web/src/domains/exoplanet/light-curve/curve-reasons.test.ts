import { describe, expect, it } from 'vitest'
import { explanationFixture } from './candidate.fixture.ts'
import { curveReasons } from './curve-reasons.ts'

describe('what each input adds', () => {
  it('has views and values, the largest first', () => {
    expect(curveReasons(explanationFixture()).map(({ name, log_odds }) => [name, log_odds])).toEqual([
      ['local view', 2],
      ['global view', 0.7],
      ['depth', -0.3],
      ['secondary view', 0.2],
      ['teff', 0.12],
    ])
  })

  it('points to a planet or away from one, whichever class was asked for', () => {
    const [first] = curveReasons(explanationFixture({ target: 'FALSE POSITIVE' }))
    expect(first?.log_odds).toBe(-2)
  })
})
