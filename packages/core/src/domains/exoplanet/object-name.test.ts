import { describe, expect, it } from 'vitest'
import { readObjectName } from './object-name.ts'

describe('the name of a signal or planet', () => {
  it.each([
    ['K00001.02', 'K00001.02', 'K00001'],
    ['KOI-1.02', 'K00001.02', 'K00001'],
    ['koi 752.01', 'K00752.01', 'K00752'],
    ['1000.01', 'TOI-1000.01', 'TOI-1000'],
    ['TOI-1000.01', 'TOI-1000.01', 'TOI-1000'],
    ['TOI 700 d', 'TOI-700 d', 'TOI-700'],
    ['EPIC 201367065.01', 'EPIC 201367065.01', 'EPIC 201367065'],
    ['epic201367065.01', 'EPIC 201367065.01', 'EPIC 201367065'],
    ['K2-3 b', 'K2-3 b', 'K2-3'],
    ['K2-3  c', 'K2-3 c', 'K2-3'],
    ['Kepler-10 c', 'Kepler-10 c', 'Kepler-10'],
    ['WASP-47 A b', 'WASP-47 A b', 'WASP-47 A'],
    ['V1298 Tau b', 'V1298 Tau b', 'V1298 Tau'],
    ['survey-K0.01', 'survey-K0.01', 'survey-K0'],
  ])('%s is %s of the star %s', (name, object, star) => {
    expect(readObjectName(name)).toEqual({ object, star })
  })

  it.each(['50365310', '17', 'Candidate', '', '3.5'])('“%s” names no star', (name) => {
    expect(readObjectName(name)).toEqual({ object: name.toLowerCase(), star: null })
  })

  it('is no other object’s of the same star, and no star is another’s', () => {
    const names = ['K00001.01', 'K00001.02', 'K00010.01', '1.01', 'EPIC 1.01', 'K2-3 b', 'K2-3 c', 'K2-33 b']
    expect(new Set(names.map((name) => readObjectName(name).object)).size).toBe(names.length)
    expect(new Set(names.map((name) => readObjectName(name).star))).toEqual(
      new Set(['K00001', 'K00010', 'TOI-1', 'EPIC 1', 'K2-3', 'K2-33']),
    )
  })
})
