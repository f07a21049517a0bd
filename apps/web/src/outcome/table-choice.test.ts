import { expect, it } from 'vitest'
import { type TableChoice, tableInput } from './table-choice.ts'

const usual: TableChoice = {
  domain: 'heart',
  idColumn: '',
  labelColumn: '',
  labels: {},
  dateColumn: '',
  observedOn: '',
  source: '',
}

it('a table is read as its field’s tables are, but for what was chosen; a value that is not decided is not sent', () => {
  expect(tableInput('dst_1', usual)).toEqual({ dataset_id: 'dst_1', domain: 'heart' })
  const labels = { '0': 'NO DISEASE', '1': 'DISEASE', '?': '' }
  expect(tableInput('dst_1', { ...usual, labels })).not.toHaveProperty('labels')
  expect(tableInput('dst_1', { ...usual, labelColumn: 'num', labels, observedOn: '2025-01-02' })).toEqual({
    dataset_id: 'dst_1',
    domain: 'heart',
    label_column: 'num',
    labels: { '0': 'NO DISEASE', '1': 'DISEASE' },
    observed_on: '2025-01-02',
  })
})
