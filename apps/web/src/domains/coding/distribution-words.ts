import type { Distribution, DistributionBy, DistributionPart } from '@vouch/contracts/domains/coding-distribution'
import { formatCount } from '../../ui/format.ts'
import { costOf } from './coding-words.ts'

/** What sessions are told apart by: on the button, and in a sentence. */
export const BY_WORDS = {
  model: { short: 'Model', long: 'model' },
  repo_slug: { short: 'Repository', long: 'repository' },
  weekday: { short: 'Weekday', long: 'weekday (UTC)' },
  hour: { short: 'Hour', long: 'hour of the day (UTC)' },
  latency: { short: 'Latency', long: 'the time that they took' },
  tokens: { short: 'Tokens', long: 'tokens' },
  cost: { short: 'Cost', long: 'cost' },
} as const satisfies Record<DistributionBy, { short: string; long: string }>

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A part by its name, or by what it goes from and to. */
export function partWords(by: DistributionBy, { name, range }: Pick<DistributionPart, 'name' | 'range'>): string {
  if (name === null) return by === 'model' || by === 'repo_slug' ? 'not named' : 'not known'
  if (by === 'weekday') return WEEKDAYS[Number(name) - 1] ?? name
  if (by === 'hour') return `${name.padStart(2, '0')}:00`
  if (range === null) return name
  const [from, to] = range
  const words = (value: number) => numberWords(by, value)
  if (to === null) return `${words(from)} and more`
  return from === 0 ? `below ${words(to)}` : `${words(from)} to ${words(to)}`
}

function numberWords(by: DistributionBy, value: number): string {
  if (by === 'cost') return costOf(value)
  if (by !== 'latency') return formatCount(value)
  return value < 1000 ? `${value} ms` : `${value / 1000} s`
}

/** What is not told one by one; null: everything is. */
export function restWords({ rest, by }: Pick<Distribution, 'rest' | 'by'>): string | null {
  if (rest === null) return null
  const parts = by === 'model' ? 'models' : by === 'repo_slug' ? 'repositories' : 'parts'
  return `${formatCount(rest.sessions)} sessions are of ${parts} that are not told one by one: they would tell of fewer than five developers.`
}
