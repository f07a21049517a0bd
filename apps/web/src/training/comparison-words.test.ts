import { expect, it } from 'vitest'
import { readOthers, shortName } from './comparison-words.ts'

it('the others of a comparison are read once each, without itself, and no more than can be told apart', () => {
  expect(readOthers('trn_b, trn_c,trn_b,,trn_a', 'trn_a', 3)).toEqual(['trn_b', 'trn_c'])
  expect(readOthers('a,b,c,d', 'x', 3)).toEqual(['a', 'b', 'c'])
  expect(readOthers(undefined, 'x', 3)).toEqual([])
})

it('two models of one kind have names that differ', () => {
  const name = (tail: string) => shortName({ model: `mdl_${'0'.repeat(22)}${tail}`, model_type: 'knn' })
  expect(name('aaaa')).not.toBe(name('aaab'))
  expect(shortName({ model: 'koi', model_type: 'gradient-boosted trees' })).toBe('koi')
})
