import { expect, it } from 'vitest'
import { bySplit } from './metric-table.tsx'
import { formatInterval, metricWords } from './metric-words.ts'

const metric = (name: string, split: string) => ({ metric: name, value: 0.9, interval: null, n: 10, split })

it('figures of different splits are never in one list, and keep the model’s order', () => {
  const groups = bySplit([metric('roc_auc', 'by star'), metric('recall', 'K2'), metric('recall', 'by star')])
  expect(groups.map(([split, members]) => [split, members.map((member) => member.metric)])).toEqual([
    ['by star', ['roc_auc', 'recall']],
    ['K2', ['recall']],
  ])
})

it('a metric this page does not know keeps its own name', () => {
  expect(metricWords('abstained_share')).toBe('Abstained share')
  expect(metricWords('roc_auc')).toBe('ROC AUC')
})

it('no interval is said to be none, never drawn as zero', () => {
  expect(formatInterval(null)).toBe('no interval')
  expect(formatInterval([0.98295, 0.98784])).toBe('0.983 – 0.988')
})
