import { describe, expect, it } from 'vitest'
import { type FromReviewsChoice, readChoice } from './from-reviews-choice.ts'

const choice: FromReviewsChoice = {
  domain: 'heart',
  daysBack: '',
  minRows: ' ',
  agreed: false,
  weighted: false,
  weights: { outcome: '', adjudicated: '0.8', agreed: '7' },
}

describe('what a table of judged calls is made of', () => {
  it('is what is usual where nothing is typed, and no weight of what is not asked for', () => {
    expect(readChoice(choice).input).toEqual({
      domain: 'heart',
      days_back: 365,
      min_rows: 50,
      include_agreed: false,
      weighted: false,
      weights: { adjudicated: 0.8 },
    })
  })

  it('names what a field takes where it is given something else, and is not sent', () => {
    const read = readChoice({ ...choice, agreed: true, daysBack: 'all', minRows: '3' })
    expect(read.input).toBeNull()
    expect(read.faultOf('days_back')).toContain('1 to 3650')
    expect(read.faultOf('min_rows')).toContain('20 to')
    expect(read.faultOf('weights.agreed')).toContain('0.05 to 1')
    expect(read.faultOf('weights.outcome')).toBeNull()
  })
})
