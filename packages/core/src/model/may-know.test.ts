import { expect, it } from 'vitest'
import { mayKnow } from './may-know.ts'

it('a model may know rows of its own kind of table and of one with the same quantities, and of no other', () => {
  const transfer = { trained_on: ['koi'], same_quantities: ['tce'], withheld: [], why: '' }
  expect(['koi', 'tce', 'k2'].map((kind) => mayKnow({ transfer }, kind))).toEqual([true, true, false])
  expect(mayKnow({ transfer: { trained_on: ['k2'], withheld: [], why: '' } }, 'tce')).toBe(false)
})
