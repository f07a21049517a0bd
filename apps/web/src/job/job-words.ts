import type { Job, JobKind, JobState } from '@vouch/contracts/job'
import { counted } from '../ui/format.ts'

export const KIND_WORDS = {
  'predict-table': 'Scoring a table',
  'predict-light-curve': 'Searching a light curve',
  inject: 'Injecting transits',
  train: 'Training a model',
} as const satisfies Record<JobKind, string>

export const STATE_WORDS = {
  queued: 'waiting',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<JobState, string>

const STAGE_WORDS = {
  reading: 'Reading the table',
  scoring: 'Scoring',
  writing: 'Writing the calls',
  searching: 'Trying settings',
  injecting: 'Injecting and searching',
  folds: 'Training fold by fold',
  final: 'Training on all folds',
  measuring: 'Measuring',
} as const satisfies Record<NonNullable<Job['stage']>, string>

/** How far a job is: `Scoring: 43 %, about 12 seconds left`. */
export function progressWords({
  state,
  stage,
  progress,
  eta_seconds: eta,
}: Pick<Job, 'state' | 'stage' | 'progress' | 'eta_seconds'>): string {
  if (state === 'queued') return 'Waiting for a worker…'
  const doing = stage === null ? 'Working' : STAGE_WORDS[stage]
  const left = eta === null || eta < 1 ? '' : `, about ${durationWords(eta)} left`
  return `${doing}: ${Math.floor(progress)} %${left}`
}

/** Whole seconds below two minutes, then whole minutes. */
function durationWords(seconds: number): string {
  return seconds < 120 ? counted(Math.ceil(seconds), 'second') : counted(Math.round(seconds / 60), 'minute')
}
