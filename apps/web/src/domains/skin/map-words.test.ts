import type { ClassMaps } from '@vouch/contracts/domains/skin'
import { describe, expect, it } from 'vitest'
import { mapWords } from './map-words.ts'

const MAPS: ClassMaps = {
  method: 'grad-cam',
  layer: 'features',
  rows: 2,
  columns: 4,
  picture: { width: 400, height: 200 },
  covers: { left: 0, top: 0, width: 400, height: 200 },
  maps: [
    { code: 'mel', values: [0, 0.1, 0, 0, 0, 0.42, 0.3, 0] },
    { code: 'nv', values: [0, 0, 0, 0, 0, 0, 0, 0] },
  ],
}

describe('a map in words', () => {
  it('says where it is greatest, how great that is, and over how much of it', () => {
    // the second cell below: its middle lies at 150, 150
    expect(mapWords(MAPS, 'mel')).toBe(
      'What speaks for melanoma is greatest to the lower left of the middle: 0.42 of its score. At least half of that lies in 25 % of the map.',
    )
  })

  it('that is nowhere above 0, or was not made, says that nothing speaks for the class', () => {
    expect(mapWords(MAPS, 'nv')).toBe('Nothing in the picture speaks for melanocytic nevus.')
    expect(mapWords(MAPS, 'df')).toBe('Nothing in the picture speaks for dermatofibroma.')
  })
})
