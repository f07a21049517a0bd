import type {
  FieldNote,
  Hyperparameter,
  Hyperparameters,
  HyperparameterValue,
  ModelType,
} from '@vouch/contracts/learner'
import { hyperparameterSchema } from '@vouch/contracts/learner'
import type { Random } from '../random.ts'
import { hyperparametersOf } from './learners.ts'

export interface CheckedHyperparameters {
  /** every hyper-parameter of the kind of model, with its default where nothing was given; null when there are faults */
  readonly values: Hyperparameters | null
  readonly errors: readonly FieldNote[]
}

/** Checks what was given for a kind of model, under its names and their aliases; tells every fault at once. */
export function checkHyperparameters(modelType: ModelType, given: unknown): CheckedHyperparameters {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { values: null, errors: [{ field: 'hyperparameters', message: 'must be an object of names and values' }] }
  const declared = hyperparametersOf(modelType)
  const { named, errors } = byName(declared, Object.entries(given))
  const parsed = hyperparameterSchema(declared).safeParse(named)
  if (parsed.success) return { values: errors.length === 0 ? parsed.data : null, errors }
  const faults = parsed.error.issues.flatMap((issue): FieldNote[] => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
    return names.map((name) => ({ field: fieldOf(name), message: issue.message }))
  })
  return { values: null, errors: [...errors, ...faults] }
}

/** Values as a table of so many features takes them: there are no more principal components than features. */
export function withinFeatures(modelType: ModelType, values: Hyperparameters, features: number): Hyperparameters {
  const components = values['n_components']
  if (modelType !== 'pca' || typeof components !== 'number') return values
  return { ...values, n_components: Math.min(components, features) }
}

/** Puts each value under the name it is declared by; one that is given twice, by its name and an alias, is a fault. */
function byName(declared: readonly Hyperparameter[], given: readonly (readonly [string, unknown])[]) {
  const names = new Map(
    declared.flatMap(({ name, aliases }) => [name, ...aliases].map((known) => [known, name] as const)),
  )
  const errors: FieldNote[] = []
  const taken = new Map<string, string>()
  const named = given.map(([key, value]) => {
    const name = names.get(key) ?? key
    const before = taken.get(name)
    if (before !== undefined)
      errors.push({ field: fieldOf(key), message: `is the same as ${before}: give one of them` })
    taken.set(name, key)
    return [name, value] as const
  })
  return { named: Object.fromEntries(named), errors }
}

function fieldOf(name: string): string {
  return `hyperparameters.${name}`
}

/** What a search draws: the named hyper-parameters, or, when none are named, all that are worth it and not fixed. */
export function searchSpace(
  modelType: ModelType,
  { named, fixed }: { named?: readonly string[] | undefined; fixed: readonly string[] },
): Hyperparameter[] {
  return hyperparametersOf(modelType).filter(({ name, searched }) =>
    named === undefined ? searched && !fixed.includes(name) : named.includes(name),
  )
}

/** Draws a value for each hyper-parameter of a space, the same ones for the same stream of chance. */
export function drawHyperparameters(space: readonly Hyperparameter[], random: Random): Hyperparameters {
  // a stream of its own for each, so that one more in the space does not change the others
  return Object.fromEntries(space.map((declared) => [declared.name, drawValue(declared, random.fork(declared.name))]))
}

function drawValue(declared: Hyperparameter, random: Random): HyperparameterValue {
  switch (declared.kind) {
    case 'boolean':
      return random.int(2) === 1
    case 'choice':
      return declared.options[random.int(declared.options.length)] ?? declared.default
    case 'integer':
    case 'number': {
      const [low, high] = declared.search_range
      const share = random.uniform()
      const whole = declared.kind === 'integer'
      // half a step beyond either end, so that the ends of whole numbers are as likely as the others
      const [from, to] = whole ? [low - 0.5, high + 0.5] : [low, high]
      const value = declared.log ? from * (to / from) ** share : from + (to - from) * share
      return Math.min(high, Math.max(low, whole ? Math.round(value) : value))
    }
  }
}

/**
 * How complex a setting makes a model, from 0 to the number of hyper-parameters that have a simpler end: the sum of their
 * places within what a search draws from. Only to choose between models that are equally good.
 */
export function complexityOf(space: readonly Hyperparameter[], values: Hyperparameters): number {
  return space.reduce((sum, declared) => {
    if (declared.kind === 'choice' || declared.kind === 'boolean' || declared.simpler === null) return sum
    const value = values[declared.name]
    // null lifts a limit
    if (typeof value !== 'number') return sum + 1
    const [low, high] = declared.search_range
    const place = declared.log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
    const within = Math.min(1, Math.max(0, place))
    return sum + (declared.simpler === 'less' ? within : 1 - within)
  }, 0)
}
