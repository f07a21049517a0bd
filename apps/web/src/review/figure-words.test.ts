import type { Metric } from '@vouch/contracts/metric'
import { describe, expect, it } from 'vitest'
import { figureWords, splitWords, withoutNames } from './figure-words.ts'

const account = (letter: string) => `acc_${letter.repeat(26)}`
const kappa = (note: string): Metric => ({ metric: 'kappa', value: 0.5, interval: null, n: 4, split: 'judged', note })

describe('figures of judged calls', () => {
  it('name experts by number alone, the same expert by the same number', () => {
    const notes = withoutNames([
      kappa(`Of ${account('a')} and ${account('b')}, who agree on 0.500.`),
      kappa(`Of ${account('b')} and ${account('c')}, who agree on 0.750.`),
    ]).map(({ note }) => note)
    expect(notes).toEqual([
      'Of expert 1 and expert 2, who agree on 0.500.',
      'Of expert 2 and expert 3, who agree on 0.750.',
    ])
  })

  it('say which label they are of, and which calls they tell of', () => {
    expect(figureWords({ metric: 'precision' }, 'planet')).toBe('Of all that were called “planet”: were so')
    expect(splitWords('random')).toMatch(/stands for all/)
    expect(splitWords('another')).toBe('another')
  })
})
