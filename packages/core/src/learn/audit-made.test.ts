import type { ColumnAudit } from '@vouch/contracts/dataset'
import { describe, expect, it } from 'vitest'
import { auditMade } from './audit-made.ts'

const clean: ColumnAudit = {
  column: 'density',
  verdict: 'ok',
  causes: [],
  reason: null,
  rank: { auc: 0.6, interval: [0.5, 0.7], n: 100 },
  encoded: null,
  missingness: null,
  pure_value: null,
}
const found = (column: string, more: Partial<ColumnAudit>): ColumnAudit => ({ ...clean, column, ...more })
const warned = found('err', { verdict: 'warning', causes: ['known'], reason: 'follow-up shrinks it' })
const gappy = found('gap', { verdict: 'warning', causes: ['missingness'], reason: 'it is missing in one half' })

describe('a feature that is made of columns', () => {
  it('of which nothing was found is as it was found itself', () => {
    expect(auditMade(clean, [found('mass', {}), found('radius', {})])).toEqual(clean)
    const telling = found('density', { verdict: 'warning', causes: ['separates'], reason: 'it parts them' })
    expect(auditMade(telling, [found('mass', {})])).toEqual(telling)
  })

  it('has against it what was found against any of them, by the column’s name', () => {
    expect(auditMade(clean, [found('mass', {}), warned])).toEqual({
      ...clean,
      verdict: 'warning',
      causes: ['known'],
      reason: 'it is made of “err”: follow-up shrinks it',
    })
    const refused = found('score', { verdict: 'refused', causes: ['known', 'separates'], reason: 'the vetter’s' })
    const worst = auditMade(found('density', { verdict: 'warning', causes: ['separates'], reason: 'it parts them' }), [
      warned,
      refused,
    ])
    expect([worst.verdict, worst.causes]).toEqual(['refused', ['separates', 'known']])
    expect(worst.reason).toBe(
      'it parts them; it is made of “err”: follow-up shrinks it; it is made of “score”: the vetter’s',
    )
  })

  it('is judged by its own gaps and values, not by its columns’', () => {
    expect(auditMade(clean, [gappy])).toEqual(clean)
    const pure = found('flag', { verdict: 'warning', causes: ['pure_value'], reason: 'all of them are' })
    expect(auditMade(clean, [pure])).toEqual(clean)
    expect(auditMade(clean, [found('gap', { ...gappy, causes: ['missingness', 'known'] })]).verdict).toBe('warning')
  })
})
