import { expect, it } from 'vitest'
import { countLabels, labelRows, onlyRows } from './label-rows.ts'

const choice = { positive: ['CP', 'KP'], negative: ['FP'] }

it('rows with one of the chosen labels are taken, with their group, and no others', () => {
  const found = labelRows(['CP', 'PC', null, ' FP ', 'KP', 'fp'], choice, ['a', 'b', 'c', 'b', ' a', 'd'])
  expect(found).toEqual({
    rows: Uint32Array.from([0, 3, 4]),
    labels: Uint8Array.from([1, 0, 1]),
    groups: Uint32Array.from([0, 1, 0]),
  })
})

it('a row without a group is alone, and never with the group that is called like its number', () => {
  const { groups } = labelRows(['CP', 'FP', 'CP', 'FP'], choice, [null, '0', null, '0'])
  expect([...groups]).toEqual([0, 1, 2, 1])
  expect([...labelRows(['CP', 'FP', 'CP'], choice).groups]).toEqual([0, 1, 2])
})

it('where only some rows count, the others have no label', () => {
  const cells = onlyRows(['CP', 'CP', 'FP', null, 'FP'], { values: ['1', 'yes'] }, ['1', '0', ' yes ', '1', null])
  expect(cells).toEqual(['CP', null, 'FP', null, null])
  expect([...labelRows(cells, choice).rows]).toEqual([0, 2])
})

it('what decides about folds is counted: rows, positives, and the groups that hold each label', () => {
  const found = labelRows(['CP', 'FP', 'CP', 'KP', 'FP'], choice, ['a', 'a', 'b', 'b', 'c'])
  expect(countLabels(found)).toEqual({ rows: 5, positives: 3, groups: 3, positiveGroups: 2, negativeGroups: 2 })
  expect(countLabels({ labels: new Uint8Array(0), groups: new Uint32Array(0) })).toMatchObject({ rows: 0, groups: 0 })
})
