import { type KpiDefinition, KpiName, type KpiStatus } from '@vouch/contracts/domains/coding-metrics'

const SHARE =
  'Wilson’s, of as many independent ones as these are worth: those of one developer are alike. Of fewer than five developers whole days of a developer are taken for that, of fewer than five such days each one by itself.'
const RATE =
  'Byar’s for counts, as wide as days differ from the mean of their weekday, and wider where a day is like the one before. Null of fewer than seven days.'

type Words = Omit<KpiDefinition, 'name'>

/** What the nine figures are. Thresholds are the dashboard’s. */
export const KPI_DEFINITIONS = {
  ai_interaction_velocity: {
    title: 'AI interaction velocity',
    unit: 'sessions/hour',
    direction: 'higher',
    threshold: 4,
    definition:
      'Sessions of the window, by the hours between the first and the last of them, nights and weekends included. None of a single moment.',
    counts: 'sessions',
    interval: RATE,
  },
  acceptance_rate: {
    title: 'Acceptance rate',
    unit: '%',
    direction: 'higher',
    threshold: 25,
    definition: 'Sessions that were accepted, of those that have a verdict.',
    counts: 'sessions with a verdict',
    interval: SHARE,
  },
  model_selection_accuracy: {
    title: 'Model selection accuracy',
    unit: '%',
    direction: 'higher',
    threshold: 80,
    definition:
      'Sessions whose model the policy names, of those that name a model. A family that the policy names covers its versions. None without a policy.',
    counts: 'sessions with a model’s name',
    interval: SHARE,
  },
  error_rate: {
    title: 'Error rate',
    unit: '%',
    direction: 'lower',
    threshold: 5,
    definition: 'Sessions with a status of 400 and above, of those that have a status.',
    counts: 'sessions with a status',
    interval: SHARE,
  },
  token_efficiency: {
    title: 'Token efficiency',
    unit: 'tokens/accepted line',
    direction: 'lower',
    threshold: 50,
    definition:
      'Tokens of accepted sessions, by their accepted lines, over the accepted sessions whose tokens and lines are known.',
    counts: 'accepted lines',
    interval:
      'Of a ratio of sums, made of its logarithm: those of one developer are drawn together. Of fewer than five developers whole days of a developer are, of fewer than five such days it is null.',
  },
  pr_throughput: {
    title: 'Pull request throughput',
    unit: 'merged PRs/week',
    direction: 'higher',
    threshold: 5,
    definition:
      'Pull requests that were merged in the window, by its length in weeks: days from the first pull request known, by seven.',
    counts: 'merged pull requests',
    interval: RATE,
  },
  commit_frequency: {
    title: 'Commit frequency',
    unit: 'commits/day',
    direction: 'higher',
    threshold: 10,
    definition: 'Commits of the window, by all its days from the first commit known, those without commits included.',
    counts: 'commits',
    interval: RATE,
  },
  pr_merge_time_hours: {
    title: 'Pull request merge time',
    unit: 'hours',
    direction: 'lower',
    threshold: 24,
    definition: 'Median time from opening to merging, over pull requests that were merged in the window.',
    counts: 'merged pull requests',
    interval:
      'The two of the times between which the median lies in at least 95 of 100 samples (order statistics), pull requests taken as independent. Null of fewer than six.',
  },
  rework_rate: {
    title: 'Rework rate',
    unit: '%',
    direction: 'lower',
    threshold: 22,
    definition:
      'Pull requests that were opened again after they were closed, of those closed in the window of which that is known.',
    counts: 'closed pull requests of which it is known',
    interval: SHARE.replaceAll('developer', 'author'),
  },
} as const satisfies Readonly<Record<KpiName, Words>>

/** In the order of the dashboard. */
export function kpiDefinitions(): KpiDefinition[] {
  return KPI_NAMES.map((name) => ({ name, ...KPI_DEFINITIONS[name] }))
}

export const KPI_NAMES: readonly KpiName[] = KpiName.options

/** Missed by no more than this share of the threshold is a warning. */
const WARNING = 0.25

/** A threshold is kept by what lies on it. */
export function kpiStatus(
  value: number | null,
  { direction, threshold }: Pick<KpiDefinition, 'direction' | 'threshold'>,
): KpiStatus {
  if (value === null) return 'no_data'
  const missed = direction === 'higher' ? threshold - value : value - threshold
  if (missed <= 0) return 'good'
  return missed <= WARNING * threshold ? 'warning' : 'critical'
}
