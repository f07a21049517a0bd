import type { DatasetDetail } from '@vouch/contracts/dataset'
import { describe, expect, it } from 'vitest'
import { firstLabel, firstSides, labelInput, lackOfLabel } from './label-words.ts'

type Table = Pick<DatasetDetail, 'profile' | 'label' | 'group_key'>

const candidate = (column: string, ...values: string[]) => ({
  column,
  known: false,
  classes: values.map((value) => ({ value, count: 10 })),
  missing: 0,
})
const profile: DatasetDetail['profile'] = {
  rows: 40,
  columns: [],
  duplicate_rows: { count: 0, exact: true },
  label_candidates: [candidate('answer', 'yes', 'no'), candidate('disposition', 'CP', 'KP', 'FP', 'PC')],
  group_candidates: [],
  warnings: [],
}
const own: Table = { profile, label: null, group_key: null }
const archive: Table = {
  profile,
  label: { column: 'disposition', positive: ['CP', 'KP'], negative: ['FP'], only: { column: 'flag', values: ['1'] } },
  group_key: 'tid',
}

describe('the label of a table', () => {
  it('that is known counts as it is known, every class of it', () => {
    const words = firstLabel(archive)
    expect(lackOfLabel(words)).toBeNull()
    expect(labelInput(words)).toEqual({
      label: 'disposition',
      positive_labels: ['CP', 'KP'],
      negative_labels: ['FP'],
      group_key: 'tid',
    })
    expect(labelInput({ ...words, usualRows: false })).toMatchObject({ only: null })
  })

  it('is sent as it was chosen, whatever is usual', () => {
    const words = firstLabel(archive)
    const chosen = { ...words, sides: { ...words.sides, CP: 'left out', PC: 'negative' } as const }
    expect(labelInput(chosen)).toMatchObject({ positive_labels: ['KP'], negative_labels: ['FP', 'PC'] })
  })

  it('that is not known has to be said', () => {
    const words = firstLabel(own)
    expect([words.label, words.groupKey]).toEqual(['answer', ''])
    expect(lackOfLabel(words)).toBe('Say which class counts as positive.')
    const said = { ...words, sides: { ...words.sides, yes: 'positive' } as const }
    expect(lackOfLabel(said)).toBeNull()
    expect(labelInput(said)).toEqual({
      label: 'answer',
      positive_labels: ['yes'],
      negative_labels: ['no'],
      group_key: null,
    })
    expect(lackOfLabel({ ...words, sides: { yes: 'positive', no: 'left out' } })).toContain('negative')
    expect(firstSides(archive, 'answer')).toEqual({ yes: 'negative', no: 'negative' })
  })
})
