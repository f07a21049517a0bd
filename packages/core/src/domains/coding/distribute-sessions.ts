import type { Distribution, DistributionBy, DistributionPart } from '@vouch/contracts/domains/coding-distribution'
import type { Share } from '@vouch/contracts/domains/coding-metrics'
import { estimatePartsShare } from './estimate-kpi.ts'
import { coarse, coarseCount, coarsePair, countPeople, daysOfFew, isOfFew } from './hide-few.ts'
import type { SessionSums } from './session-day.ts'

/** What one developer did of one part: a model, an hour. */
export interface DeveloperPart extends Pick<SessionSums, 'sessions' | 'decided' | 'accepted'> {
  /** null: sessions do not say */
  readonly name: string | null
  readonly who: string | null
}

type NumberBy = Extract<DistributionBy, 'latency' | 'tokens' | 'cost'>

/** Where parts of numbers begin: a third of a power of ten each, near enough, as all of them go over many. The last has no end. */
export const PART_EDGES: Readonly<Record<NumberBy, readonly number[]>> = {
  latency: [0, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000],
  tokens: [0, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000],
  cost: [0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
}

/**
 * How sessions are spread over parts. For callers who may not see single people (`least` above 1) those of fewer people are one
 * rest, which is of nobody or of `least` people and more, as days are hidden (`daysOfFew`); counts and rates are rounded
 * (`coarsen`), and shares are of the rounded counts. An interval is by developer from five of them on; of fewer each session is
 * taken as independent.
 */
export function distributeSessions(
  parts: readonly DeveloperPart[],
  { by, least }: { readonly by: DistributionBy; readonly least: number },
): Omit<Distribution, 'window' | 'by'> {
  if (parts.length === 0) return nothing('no_data')
  if (isOfFew(parts, least)) return nothing('too_few')
  const hidden = daysOfFew(
    parts.map(({ name, who }) => ({ date: keyOf(name), who })),
    least,
  )
  const told = [...byName(parts)].filter(([name]) => !hidden.has(keyOf(name)))
  const rest = parts.filter(({ name }) => hidden.has(keyOf(name)))
  const counts = new Map(told.map(([name, own]) => [name, countOf(own, least)]))
  const restCount = countOf(rest, least)
  const sessions = [...counts.values()].reduce((sum, count) => sum + count, restCount)
  // where something is not told, a part that is not there need not be empty
  const empty = rest.length > 0 ? [] : placesBetween(by, [...counts.keys()]).filter((name) => !counts.has(name))
  return {
    sessions,
    parts: [...told, ...empty.map((name) => [name, []] as const)]
      .map(([name, own]) => {
        const count = counts.get(name) ?? 0
        return {
          name,
          range: rangeOf(by, name),
          sessions: count,
          share: count / sessions,
          developers: coarseCount(countPeople(own), least),
          acceptance_rate: acceptanceOf(own, least),
        }
      })
      .sort(by === 'model' || by === 'repo_slug' ? bySessions : byPlace),
    rest: rest.length === 0 ? null : { sessions: restCount, share: restCount / sessions },
    reason: null,
  }
}

function nothing(reason: 'no_data' | 'too_few'): Omit<Distribution, 'window' | 'by'> {
  return { sessions: 0, parts: [], rest: null, reason }
}

/** No name is empty. */
function keyOf(name: string | null): string {
  return name ?? ''
}

function byName(parts: readonly DeveloperPart[]): Map<string | null, DeveloperPart[]> {
  const groups = new Map<string | null, DeveloperPart[]>()
  for (const part of parts) {
    const own = groups.get(part.name)
    if (own) own.push(part)
    else groups.set(part.name, [part])
  }
  return groups
}

const PLACES: Readonly<Record<Exclude<DistributionBy, 'model' | 'repo_slug'>, readonly number[]>> = {
  weekday: [1, 2, 3, 4, 5, 6, 7],
  hour: Array.from({ length: 24 }, (_, hour) => hour),
  ...PART_EDGES,
}

/** The places of the week and of the day; of numbers those from the first to the last that there are. */
function placesBetween(by: DistributionBy, names: readonly (string | null)[]): string[] {
  if (by === 'model' || by === 'repo_slug') return []
  const known = names.flatMap((name) => (name === null ? [] : [Number(name)]))
  const all = by === 'weekday' || by === 'hour'
  const [first, last] = all ? [0, Infinity] : [Math.min(...known), Math.max(...known)]
  return PLACES[by].filter((place) => place >= first && place <= last).map(String)
}

function countOf(parts: readonly DeveloperPart[], least: number): number {
  return coarseCount(
    parts.reduce((sum, one) => sum + one.sessions, 0),
    least,
  )
}

function acceptanceOf(parts: readonly DeveloperPart[], least: number): Share {
  const decided = parts.filter((part) => part.decided > 0)
  if (isOfFew(decided, least)) return { value: null, interval: null, n: 0 }
  const { value, interval, n } = estimatePartsShare(
    decided.map(({ who, accepted, decided: below }) => ({ who, date: '', above: accepted, below })),
  )
  if (least <= 1) return { value, interval, n }
  return { value: coarse(value), interval: coarsePair(interval), n: coarseCount(n, least) }
}

function rangeOf(by: DistributionBy, name: string | null): DistributionPart['range'] {
  if (name === null || (by !== 'latency' && by !== 'tokens' && by !== 'cost')) return null
  const from = Number(name)
  return [from, PART_EDGES[by].find((edge) => edge > from) ?? null]
}

/** By what is told of them, and then by their names: their order tells no more. */
function bySessions(a: DistributionPart, b: DistributionPart): number {
  return b.sessions - a.sessions || (keyOf(a.name) < keyOf(b.name) ? -1 : 1)
}

function byPlace(a: DistributionPart, b: DistributionPart): number {
  return Number(a.name ?? Infinity) - Number(b.name ?? Infinity)
}
