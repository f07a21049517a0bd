import { expect, it } from 'vitest'
import { expertWords } from './expert-words.ts'

it('calls an expert by one number throughout, the reader by “You”, and nobody by an id', () => {
  const reviews = ['acc_c', 'acc_a', 'acc_b', 'acc_a'].map((expert) => ({ expert }))
  expect([...expertWords(reviews, 'acc_b')]).toEqual([
    ['acc_a', 'Expert 1'],
    ['acc_b', 'You'],
    ['acc_c', 'Expert 2'],
  ])
})
