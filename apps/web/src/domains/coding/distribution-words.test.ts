import { expect, it } from 'vitest'
import { partWords, restWords } from './distribution-words.ts'

it('a part is named by what it is, or by what it goes from and to', () => {
  expect(partWords('model', { name: 'gpt-4o', range: null })).toBe('gpt-4o')
  expect(partWords('repo_slug', { name: null, range: null })).toBe('not named')
  expect(partWords('weekday', { name: '7', range: null })).toBe('Sunday')
  expect(partWords('hour', { name: '9', range: null })).toBe('09:00')
  expect(partWords('latency', { name: '500', range: [500, 1000] })).toBe('500 ms to 1 s')
  expect(partWords('latency', { name: '100000', range: [100_000, null] })).toBe('100 s and more')
  expect(partWords('tokens', { name: '0', range: [0, 100] })).toBe('below 100')
  expect(partWords('cost', { name: '0.0002', range: [0.0002, 0.0005] })).toBe('$0.0002 to $0.0005')
  expect(partWords('cost', { name: null, range: null })).toBe('not known')
})

it('what is not told one by one is said to be there', () => {
  expect(restWords({ by: 'model', rest: null })).toBe(null)
  expect(restWords({ by: 'model', rest: { sessions: 1200, share: 0.1 } })).toMatch(/^1,200 sessions are of models/)
})
