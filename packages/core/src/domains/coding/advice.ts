import type { KpiName } from '@vouch/contracts/domains/coding-metrics'

/** What to do about a threshold that is missed; the numbers stand before it. */
export const ADVICE: Readonly<Record<KpiName, string>> = {
  ai_interaction_velocity: 'Ask who does not use the assistant, and why, before asking for more of it.',
  acceptance_rate: 'Look through suggestions that were rejected, by model and by repository.',
  model_selection_accuracy: 'List the sessions by model, and change either what tools are set to or the policy.',
  error_rate:
    'List the sessions that failed by status, model and day: limits (429) and outages (5xx) want different cures.',
  token_efficiency: 'Look at the sessions with the most tokens to a line: a shorter context or a smaller model may do.',
  pr_throughput: 'See how long pull requests wait for a review, and how large they are.',
  commit_frequency: 'See whether work is kept in branches for long; smaller commits are easier to take back.',
  pr_merge_time_hours: 'See where pull requests wait: for a review, for checks, or for an answer.',
  rework_rate: 'Read the pull requests that were opened again: what was missed at the first review?',
}
