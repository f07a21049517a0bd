import { describe, expect, it } from 'vitest'
import { faithfulWords } from './faithful-words.ts'

const CHANCE = { random_deletion: 0.4, random_insertion: 0.5, draws: 20 }

describe('how far a map is to be believed, in words', () => {
  it('says the four numbers and what they come to', () => {
    const words = faithfulWords({ deletion: 0.1, insertion: 0.9, ...CHANCE })
    expect(words).toMatch(/0\.100, by chance 0\.400 .*0\.900, by chance 0\.500 .*20 orders\. Both say/)
  })

  it('a map that does no better than chance is not to be leaned on', () => {
    expect(faithfulWords({ deletion: 0.4, insertion: 0.9, ...CHANCE })).toMatch(/Only one of the two/)
    expect(faithfulWords({ deletion: 0.5, insertion: 0.5, ...CHANCE })).toMatch(/do not lean on it/)
  })
})
