import type { InvoiceLine } from '@vouch/contracts/domains/coding-costs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineMatch, type ModelCost, reconcile } from './reconcile.ts'

const KNOWN = { from: '2026-01-01', until: '2026-01-31' }
const line = (model: string, amount: number, more: Partial<InvoiceLine> = {}): InvoiceLine => ({
  model,
  from: '2026-01-01',
  to: '2026-01-31',
  amount_usd: amount,
  ...more,
})
const cost = (model: string | null, usd: number | null, more: Partial<ModelCost> = {}): ModelCost => ({
  model,
  date: '2026-01-10',
  sessions: 10,
  costed: usd === null ? 0 : 10,
  cost_pico: Math.round((usd ?? 0) * 1e12),
  ...more,
})
const held = (lines: readonly InvoiceLine[], costs: readonly ModelCost[], known: typeof KNOWN | null = KNOWN) =>
  reconcile(lines, { costs, known })

describe('an invoice', () => {
  it('is held against the sessions of each line’s model and days, in dollars and per cent of what was asked', () => {
    const costs = [cost('openai/gpt-4o', 40), cost('openai/gpt-4o', 5, { date: '2026-02-01' }), cost('o3-mini', 7)]
    const { lines, ...all } = held([line('gpt-4o', 50)], costs)
    expect(lines).toMatchObject([
      {
        ours_usd: 40,
        difference_usd: 10,
        difference_percent: 20,
        sessions: 10,
        models: ['openai/gpt-4o'],
        reasons: [],
      },
    ])
    expect(all).toEqual({
      amount_usd: 50,
      ours_usd: 40,
      difference_usd: 10,
      not_in_invoice: [{ model: 'o3-mini', sessions: 10, ours_usd: 7 }],
    })
  })

  it('of nearly nothing has no per cent: it would be no number', () => {
    const { lines } = held([line('gpt-4o', 5e-324), line('o3-mini', 0)], [cost('gpt-4o', 40), cost('o3-mini', 7)])
    expect(lines).toMatchObject([
      { difference_usd: -40, difference_percent: null },
      { difference_usd: -7, difference_percent: null },
    ])
  })

  it('has a release of a model under the line that names it most exactly, and once', () => {
    const costs = [cost('gpt-4o-2024-05-13', 10), cost('gpt-4o-2024-08-06', 20), cost('gpt-4o', 1)]
    const { lines, ours_usd: ours } = held([line('gpt-4o', 21), line('gpt-4o-2024-05-13', 10)], costs)
    expect(lines.map(({ ours_usd: usd }) => usd)).toEqual([21, 10])
    expect(ours).toBe(31)
  })

  it('with two lines of the same sessions says that only both together can be held against ours', () => {
    const { lines, difference_usd: difference } = held([line('gpt-4o', 30), line('gpt-4o', 10)], [cost('gpt-4o', 40)])
    for (const one of lines) expect(one.reasons.join()).toMatch(/Another line/)
    expect(difference).toBe(0)
  })

  it('says why the two may differ: sessions without a cost, models without a price, days of which nothing is known', () => {
    const costs = [cost('local/own', null), cost('gpt-4o', 4, { costed: 8 })]
    const [own, usual, before, beside, other] = held(
      [
        line('local/own', 5),
        line('gpt-4o', 5),
        line('gpt-4o', 5, { from: '2025-11-01', to: '2025-11-30' }),
        line('gpt-4o', 5, { from: '2025-12-25', to: '2026-01-05' }),
        line('claude-3-haiku', 5),
      ],
      costs,
    ).lines
    expect(own).toMatchObject({ ours_usd: null, difference_usd: null, sessions_without_cost: 10 })
    expect(own?.reasons.join()).toMatch(/10 have no cost.*does not know local\/own/)
    expect(usual).toMatchObject({ sessions_without_cost: 2 })
    expect(usual?.reasons.join()).toMatch(/Of 10 sessions 2/)
    expect(before?.reasons).toEqual(['Nothing is known of those days: no sessions were taken in.'])
    expect(beside?.reasons.join()).toMatch(/known from 2026-01-01/)
    expect(other?.reasons.join()).toMatch(/names claude-3-haiku/)
    expect(held([line('gpt-4o', 1)], [], null).lines[0]?.reasons.join()).toMatch(/Nothing is known/)
  })

  it('of nothing has no difference in per cent', () => {
    expect(held([line('gpt-4o', 0)], [cost('gpt-4o', 4)]).lines).toMatchObject([
      { difference_usd: -4, difference_percent: null },
    ])
  })

  it('adds up: what is in lines and what is in none is all that there was in those days', () => {
    const models = fc.constantFrom('gpt-4o', 'openai/gpt-4o-2024-08-06', 'claude-3-haiku', 'local/own', null)
    const some = fc.array(
      fc.record({ model: models, usd: fc.integer({ min: 1, max: 1000 }), day: fc.integer({ min: 1, max: 28 }) }),
    )
    fc.assert(
      fc.property(some, (made) => {
        const costs = made.map(({ model, usd, day }) =>
          cost(model, usd, { date: `2026-01-${String(day).padStart(2, '0')}` }),
        )
        const found = held([line('gpt-4o', 1), line('claude-3-haiku', 1)], costs)
        const missed = found.not_in_invoice.reduce((sum, { ours_usd: usd }) => sum + (usd ?? 0), 0)
        expect((found.ours_usd ?? 0) + missed).toBeCloseTo(
          made.reduce((sum, { usd }) => sum + usd, 0),
          6,
        )
      }),
    )
  })
})

describe('a line', () => {
  it.each([
    ['gpt-4o', 'openai/gpt-4o', 3],
    ['openai/gpt-4o', 'gpt-4o', 3],
    ['gpt-4o', 'gpt-4o-2024-08-06', 2],
    ['gpt-4o', 'azure/gpt-4o', 3],
    ['gpt-4o-2024-08-06', 'gpt-4o', 1],
    ['openai/gpt-4o', 'azure/gpt-4o', 0],
    ['gpt-4', 'gpt-4o', 0],
    ['local/own', 'local/own', 3],
    ['claude-3-haiku', 'local/claude', 0],
  ])('of %s is of %s as exactly as %i', (named, model, rank) => {
    expect(lineMatch(named, model)).toBe(rank)
  })
})
