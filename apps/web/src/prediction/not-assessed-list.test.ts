import { expect, it } from 'vitest'
import { byReason } from './not-assessed-list.tsx'

it('every row not assessed stands under its reason, the commonest reason first', () => {
  const rows = [
    { row: 0, id: 'a', reason: 'no depth' },
    { row: 4, id: 'b', reason: 'no period' },
    { row: 9, id: 'c', reason: 'no period' },
  ]
  expect(byReason(rows).map(([reason, members]) => [reason, members.length])).toEqual([
    ['no period', 2],
    ['no depth', 1],
  ])
})
