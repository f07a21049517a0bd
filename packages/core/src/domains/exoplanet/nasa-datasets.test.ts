import { DatasetEntry, NasaDatasetId } from '@vouch/contracts/dataset'
import { expect, it } from 'vitest'
import { leakRules } from './leak-rules.ts'
import { nasaDatasets } from './nasa-datasets.ts'
import { TRAINING_COLUMNS } from './training-columns.ts'

const datasets = nasaDatasets('https://archive.example')

it('each of NASA’s tables is listed once, with its address, licence, group and label', () => {
  expect(datasets.map(({ id }) => id)).toEqual(NasaDatasetId.options)
  for (const dataset of datasets) {
    expect(DatasetEntry.parse(dataset)).toEqual(dataset)
    expect(dataset.address).toMatch(/^https:\/\/archive\.example\/TAP\/sync\?query=select\+\*\+from\+\w+&format=csv$/)
  }
})

it('the label and the group of each are known columns, and neither may be a feature', () => {
  for (const { label, group_key, columns } of datasets) {
    expect(TRAINING_COLUMNS.labels).toContain(label?.column)
    expect(TRAINING_COLUMNS.groups).toContain(group_key)
    const rules = leakRules([...columns, label?.column ?? '', group_key ?? ''])
    expect(rules.get(label?.column ?? '')?.verdict).toBe('refused')
    expect(rules.get(group_key ?? '')?.verdict).toBe('refused')
  }
})
