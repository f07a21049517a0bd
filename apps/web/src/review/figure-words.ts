import type { Metric } from '@vouch/contracts/metric'

/** What a figure of judged calls is, in words that say what is held against what. `{label}`: the positive one. */
const FIGURES: Readonly<Record<string, string>> = {
  accuracy: 'Calls that were right',
  sensitivity: 'Of all that were {label}: called so',
  specificity: 'Of all that were not {label}: not called so',
  precision: 'Of all that were called {label}: were so',
  skill: 'Verdicts that were right',
  skill_sensitivity: 'Of all that were {label}: judged so',
  skill_specificity: 'Of all that were not {label}: not judged so',
  skill_precision: 'Of all that were judged {label}: were so',
  agreement: 'Verdicts that say what the call says',
  agreement_kappa: 'Agreement with the call beyond chance, Cohen’s kappa',
  kappa: 'Agreement of two experts beyond chance, Cohen’s kappa',
  alpha: 'Agreement of all experts beyond chance, Krippendorff’s alpha',
  influence_on_agreement: 'More agreement with the call once it was seen',
  influence_on_skill: 'More right verdicts once the call was seen',
  switch_to_call: 'Disagreed blind, agreed after seeing the call',
  switch_from_call: 'Agreed blind, no longer after seeing the call',
  helped: 'Wrong blind where the call was right: right after seeing it',
  harmed: 'Right blind where the call was wrong: wrong after seeing it',
  brier: 'Brier score: 0 is perfect',
  expected_calibration_error: 'Expected calibration error',
}

export function figureWords({ metric }: Pick<Metric, 'metric'>, label: string): string {
  return (FIGURES[metric] ?? metric.replaceAll('_', ' ')).replaceAll('{label}', `“${label}”`)
}

/** Which calls a figure was estimated from, and what it therefore tells of. */
const SPLITS: Readonly<Record<string, string>> = {
  random: 'drawn by chance: stands for all calls',
  weighted: 'all that were judged, weighed by their chance to be chosen: stands for all calls',
  judged: 'all that were judged: chosen ones, they stand for themselves',
  'judged blind': 'judged blind',
}

export function splitWords(split: string): string {
  return SPLITS[split] ?? split
}

const EXPERT = /\bacc_[0-9a-z]{26}\b/g

/** Notes without accounts: experts by number, in the order in which they are first named. */
export function withoutNames(metrics: readonly Metric[]): Metric[] {
  const known: string[] = []
  return metrics.map((metric) =>
    metric.note === undefined
      ? metric
      : {
          ...metric,
          note: metric.note.replace(EXPERT, (id) => {
            if (!known.includes(id)) known.push(id)
            return `expert ${known.indexOf(id) + 1}`
          }),
        },
  )
}
