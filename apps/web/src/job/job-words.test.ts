import type { Job } from '@vouch/contracts/job'
import { expect, it } from 'vitest'
import { progressWords } from './job-words.ts'

const job: Job = {
  id: 'job_00000000000000000000000000',
  kind: 'predict-table',
  name: 'koi.csv',
  state: 'running',
  progress: 43.9,
  stage: 'scoring',
  training: null,
  eta_seconds: null,
  attempts: 1,
  result: null,
  reason: null,
  version: 3,
  created_at: '2026-11-22T04:00:00.000Z',
  started_at: '2026-11-22T04:00:01.000Z',
  finished_at: null,
}

it.each([
  [{}, 'Scoring: 43 %'],
  [{ eta_seconds: 11.2 }, 'Scoring: 43 %, about 12 seconds left'],
  [{ eta_seconds: 300 }, 'Scoring: 43 %, about 5 minutes left'],
  [{ eta_seconds: 0 }, 'Scoring: 43 %'],
  [{ progress: 99.97 }, 'Scoring: 99 %'],
  [{ state: 'queued' as const, stage: null, progress: 0 }, 'Waiting for a worker…'],
])('%j is said as %j', (change, words) => {
  expect(progressWords({ ...job, ...change })).toBe(words)
})
