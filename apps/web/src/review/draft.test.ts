import { Review } from '@vouch/contracts/review'
import { describe, expect, it } from 'vitest'
import { type Choices, chooseNumber, chooseVerdict, draftOf, EMPTY_DRAFT, missingIn, saidIn } from './draft.ts'

const REASONS = [
  { code: 'v_shaped', words: 'The transit is V-shaped' },
  { code: 'bad_data', words: 'The row’s values cannot be right' },
]
const seen: Choices = { labels: ['PLANET', 'FALSE POSITIVE'], reasons: REASONS, called: 'PLANET' }
const blind: Choices = { ...seen, called: null }

describe('what an expert is about to say', () => {
  it('names the only other label when a call of two is corrected', () => {
    const draft = chooseVerdict(EMPTY_DRAFT, 'correct', seen)
    expect(saidIn(draft)).toEqual({ verdict: 'correct', label: 'FALSE POSITIVE', reasons: [], note: '' })
    expect(missingIn(draft)).toBeNull()
  })

  it('goes through every label where the call was not shown, the called one among them', () => {
    const first = chooseVerdict(EMPTY_DRAFT, 'correct', blind)
    expect(missingIn(first)).toBe('Say what it is.')
    const second = chooseVerdict(first, 'correct', blind)
    expect([second.label, chooseVerdict(second, 'correct', blind).label]).toEqual(['PLANET', 'FALSE POSITIVE'])
  })

  it('counts labels before reasons where there is no call to accept, and reasons alone where there is', () => {
    expect(chooseNumber(EMPTY_DRAFT, 2, blind)).toMatchObject({ verdict: 'correct', label: 'FALSE POSITIVE' })
    expect(chooseNumber(EMPTY_DRAFT, 3, blind).reasons).toEqual(['v_shaped'])
    expect(chooseNumber(EMPTY_DRAFT, 2, seen)).toEqual({ ...EMPTY_DRAFT, reasons: ['bad_data'] })
    expect(chooseNumber(EMPTY_DRAFT, 9, seen)).toEqual(EMPTY_DRAFT)
  })

  it('rejects for a reason or with a note, and not without', () => {
    const draft = chooseVerdict(EMPTY_DRAFT, 'reject', seen)
    expect(missingIn(draft)).toMatch(/for a reason/)
    expect(missingIn({ ...draft, note: 'it is a blend' })).toBeNull()
    expect(missingIn(chooseNumber(draft, 1, seen))).toBeNull()
  })

  it('leaves a confidence out that nobody gave', () => {
    const draft = chooseVerdict(EMPTY_DRAFT, 'unsure', seen)
    expect(saidIn(draft)).not.toHaveProperty('confidence')
    expect(saidIn({ ...draft, confidence: 0 })).toHaveProperty('confidence', 0)
  })

  it('becomes an acceptance when a blind verdict that named the called label is said anew', () => {
    const review = Review.parse({
      review_id: `rev_${'0'.repeat(26)}`,
      prediction_id: `prd_${'0'.repeat(26)}`,
      row: 0,
      domain: 'exoplanet',
      kind: 'review',
      expert: 'acc',
      reasons: [],
      note: '',
      confidence: null,
      seconds: 3,
      shown: 'nothing',
      slice: 'random',
      model: 'koi',
      model_version: '1.0.0',
      corrects: null,
      corrected_by: null,
      created_at: '2026-01-01T00:00:00.000Z',
      verdict: 'correct',
      said: 'PLANET',
      call: { label: 'PLANET', probability: 0.9, abstained: false },
    })
    expect(draftOf(review)).toMatchObject({ verdict: 'accept' })
    expect(draftOf({ ...review, said: 'FALSE POSITIVE' })).toMatchObject({
      verdict: 'correct',
      label: 'FALSE POSITIVE',
    })
  })
})
