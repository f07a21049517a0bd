import { describe, expect, it } from 'vitest'
import { cadenceWords, fluxTickWords, pieceWords, ppmWords, sigmaWords, timeLabel } from './curve-words.ts'

describe('a light curve in words', () => {
  it('says what its days are counted from, or that the file does not say', () => {
    expect(timeLabel(2454833)).toBe('Days (BJD − 2,454,833)')
    expect(timeLabel(null)).toBe('Days, as the file counts them')
  })

  it('counts what was left out, by its reason', () => {
    expect(cadenceWords(1626, [])).toBe('1,626 cadences')
    expect(cadenceWords(1, [{ reason: 'quality', n: 53 }])).toBe('1 cadence; left out: 53 flagged by the pipeline')
  })

  it('what was not measured is no nought', () => {
    expect(sigmaWords(null)).toBe('not enough seen')
    expect(sigmaWords(0)).toBe('0 σ')
    expect(ppmWords(-1234.4)).toBe('−1,234 ppm')
  })

  it('an axis has no noughts that say nothing', () => {
    expect(fluxTickWords(0.9995)).toBe('0.9995')
    expect(fluxTickWords(1)).toBe('1')
  })

  it('calls a piece as its mission does', () => {
    expect(pieceWords('Kepler', 3, 0)).toBe('Q3')
    expect(pieceWords('TESS', 14, 0)).toBe('S14')
    expect(pieceWords(null, null, 1)).toBe('piece 2')
  })
})
