import { describe, expect, it } from 'vitest'
import { formatOf } from './open-curve.ts'

describe('files that are chosen', () => {
  it('several FITS files go together, and one table by itself', () => {
    expect(formatOf(['a_llc.fits', 'B.FITS'])).toEqual({ format: 'fits' })
    expect(formatOf(['curve.csv'])).toEqual({ format: 'text' })
    expect(formatOf(['curve.parquet'])).toEqual({ format: 'parquet' })
  })

  it('what does not go together is said before it is sent', () => {
    expect(formatOf(['a.fits', 'b.csv'])).toHaveProperty('fault', expect.stringMatching(/not read together/))
    expect(formatOf(['a.csv', 'b.csv'])).toHaveProperty('fault', expect.stringMatching(/one is read at a time/))
    expect(formatOf(['a.png'])).toHaveProperty('fault', expect.stringMatching(/a\.png is none of/))
    expect(formatOf([])).toHaveProperty('fault')
  })
})
