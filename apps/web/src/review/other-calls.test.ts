import { expect, it } from 'vitest'
import { otherCalls } from './other-calls.ts'

const koi = {
  prediction_id: 'prd_1',
  domain: 'exoplanet',
  model_used: 'koi',
  model_version: '1.0.0',
  total_samples: 40,
  upload_name: 'koi.csv',
} as const

it('finds the calls of the same table by another model, and none for a submission that is not among them', () => {
  const other = { ...koi, prediction_id: 'prd_2', model_used: 'universal' } as const
  const all = [
    koi,
    other,
    { ...koi, prediction_id: 'prd_3' },
    { ...other, prediction_id: 'prd_4', total_samples: 41 },
    { ...other, prediction_id: 'prd_5', upload_name: 'toi.csv' },
    { ...other, prediction_id: 'prd_6', domain: 'heart' },
  ] as const
  expect(otherCalls(all, 'prd_1')).toEqual([other])
  expect(otherCalls(all, 'prd_9')).toEqual([])
})
