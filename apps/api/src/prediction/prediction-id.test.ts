import { PredictionId } from '@vouch/contracts/prediction'
import { describe, expect, it } from 'vitest'
import { createId } from '../id.ts'
import { parsePredictionId } from './prediction-id.ts'

describe('createId', () => {
  it('gives ids that sort by time and are never the same', () => {
    const ids = [0, 1, 31, 32, 1_000, Date.UTC(2026, 0, 1), Date.UTC(2200, 0, 1)].map((timeMs) =>
      createId('prd', timeMs),
    )
    expect(ids.toSorted()).toEqual(ids)
    for (const id of ids) expect(PredictionId.parse(id)).toBe(id)
    const many = new Set(Array.from({ length: 20_000 }, () => createId('prd', 5)))
    expect(many.size).toBe(20_000)
  })

  it('uses every digit about as often where chance decides', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 4000; i++)
      for (const digit of createId('prd', 0).slice(14)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
    expect(counts.size).toBe(32)
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(250)
  })
})

describe('parsePredictionId', () => {
  it.each([
    '',
    'prd_',
    'trn_01h00000000000000000000000',
    '../../etc/passwd',
    'prd_01H00000000000000000000000',
    'prd_01h0000000000000000000000u',
    '__proto__',
  ])('answers “%s” with not_found', (text) => {
    expect(() => parsePredictionId(text)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })
})
