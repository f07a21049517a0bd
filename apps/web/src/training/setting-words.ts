import type { TrainingConfig } from '@vouch/contracts/learner'
import { counted } from '../ui/format.ts'

/** What was asked for of a training, so that two of one kind can be told apart. */
export function settingWords(config: TrainingConfig): string {
  const { hyperparameters, takes, features, search, seed, class_weight: weight, weight: column } = config
  const set = Object.entries(hyperparameters).map(([name, value]) => `${name} ${value ?? 'none'}`)
  const [one, many] = takes === 'columns' ? ['column', 'columns'] : ['feature', 'features']
  return [
    ...(set.length > 0 ? set : ['default settings']),
    ...(search.method === 'none' ? [] : [`${search.method} search`]),
    ...(features === undefined ? [`every fit ${one}`] : [counted(features.length, one, many)]),
    ...(weight === 'none' ? [] : [`${weight} labels`]),
    ...(column ? [`rows by ${column}`] : []),
    ...(config.folds === 5 ? [] : [`${config.folds} folds`]),
    ...(config.decision.by === 'f1' ? [] : [`threshold by ${config.decision.by}`]),
    ...(config.calibration === 'platt' ? [] : [`calibration ${config.calibration}`]),
    `seed ${seed}`,
  ].join(', ')
}
