import type { ModelType, SearchSettings } from '@vouch/contracts/learner'
import { hyperparametersOf } from './learners.ts'
import { searchSpace } from './hyperparameters.ts'
import type { Notes } from './config-facts.ts'

/** Whether a search has something to draw, all of it exists, and nothing is both drawn and given. */
export function checkSearch(
  { modelType, search, given }: { modelType: ModelType; search: SearchSettings | undefined; given: readonly string[] },
  { errors, warnings }: Notes,
): void {
  if (search === undefined || search.method === 'none') return
  const declared = hyperparametersOf(modelType)
  const fixed = declared.filter(({ name, aliases }) => [name, ...aliases].some((known) => given.includes(known)))
  const field = 'search.hyperparameters'
  for (const name of search.hyperparameters ?? []) {
    if (!declared.some((each) => each.name === name))
      errors.push({ field, message: `${name} is none of ${declared.map((each) => each.name).join(', ')}` })
    if (fixed.some((each) => each.name === name))
      errors.push({ field, message: `${name} is given a value and drawn: one of both` })
  }
  const space = searchSpace(modelType, { named: search.hyperparameters, fixed: fixed.map(({ name }) => name) })
  if (space.length === 0) errors.push({ field, message: 'nothing is left to draw' })
  if (search.method === 'halving' && search.trials < search.eta)
    warnings.push({
      field: 'search.trials',
      message: `fewer than ${search.eta}: halving is then a search of one round`,
    })
}
