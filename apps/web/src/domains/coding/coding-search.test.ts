import { expect, it } from 'vitest'
import { CodingSearch, hasOwnDays, metricsQuery } from './coding-search.ts'

it('an address that holds nonsense asks for the usual', () => {
  const search = CodingSearch.parse({ days: 12, from: 'yesterday', to: '2026-13-01', model: '', repo: 'a/b' })
  expect(metricsQuery(search)).toEqual({ since: 7, repo_slug: 'a/b' })
})

it('days of one’s own are asked for as they are, and not where they end before they begin', () => {
  const search = CodingSearch.parse({ from: '2026-01-01', to: '2026-01-31', model: 4 })
  expect(metricsQuery(search)).toEqual({ since: 7, from: '2026-01-01', to: '2026-01-31', model: '4' })
  expect(hasOwnDays({ from: '2026-02-01', to: '2026-01-31' })).toBe(false)
})
