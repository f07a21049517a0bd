import { describe, expect, it } from 'vitest'
import { logTicks } from './log-ticks.ts'

const periods = (from: number, to: number, wanted = 8) =>
  logTicks(Math.log10(from), Math.log10(to), wanted).map((tick) => Number((10 ** tick).toPrecision(6)))

describe('numbers of a logarithmic axis', () => {
  it('are round, within what is in sight, and as many as have room', () => {
    expect(periods(0.5, 400)).toEqual([1, 3, 10, 30, 100, 300])
    expect(periods(1, 12)).toEqual([1, 1.5, 2, 3, 4, 5, 7, 10])
  })

  it('are evenly apart where little is in sight', () => {
    expect(periods(3, 3.5)).toEqual([3, 3.1, 3.2, 3.3, 3.4, 3.5])
  })
})
