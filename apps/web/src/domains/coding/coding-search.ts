import { CostsBy } from '@vouch/contracts/domains/coding-costs'
import { DistributionBy } from '@vouch/contracts/domains/coding-distribution'
import type { MetricsQuery } from '@vouch/contracts/domains/coding-metrics'
import { z } from 'zod'

export const DAYS_BACK = [7, 30, 90] as const
export type DaysBack = (typeof DAYS_BACK)[number]
const USUAL: DaysBack = 7

// a name of digits alone comes from the address as a number
const name = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().min(1).max(400))
  .optional()
  .catch(undefined)
const date = z.iso.date().optional().catch(undefined)

/** Over which time and of which sessions: what an address carries, so that a link shows the same. */
export const CodingSearch = z.object({
  days: z.literal(DAYS_BACK).optional().catch(undefined),
  /** days, UTC, both among them; instead of `days` */
  from: date,
  to: date,
  model: name,
  repo: name,
})
export type CodingSearch = z.infer<typeof CodingSearch>

export const DISTRIBUTIONS = DistributionBy.options
/** What its sessions are told apart by beside it. */
export const DashboardSearch = CodingSearch.extend({ by: DistributionBy.optional().catch(undefined) })
export type DashboardSearch = z.infer<typeof DashboardSearch>

/** The same of costs. */
export const CostsSearch = CodingSearch.extend({ by: CostsBy.exclude(['model']).optional().catch(undefined) })
export type CostsSearch = z.infer<typeof CostsSearch>

/** A lag and a method beside it, of correlations. */
export const InsightsSearch = CodingSearch.extend({
  lag: z.int().min(0).max(7).optional().catch(undefined),
  method: z.literal('spearman').optional().catch(undefined),
})

export const SORTS = ['newest', 'oldest', 'dearest', 'cheapest', 'most-tokens', 'fewest-tokens'] as const
export const SessionsSearch = z.object({
  developer: name,
  model: name,
  repo: name,
  from: date,
  to: date,
  sort: z.enum(SORTS).optional().catch(undefined),
  page: z.int().min(1).max(1_000_000).optional().catch(undefined),
  /** the one whose details are open */
  session: name,
})
export type SessionsSearch = z.infer<typeof SessionsSearch>

/** Which sessions are asked of the API, as a list or as a file. */
export function sessionsWanted({ developer, model, repo, from, to }: SessionsSearch) {
  return {
    ...(developer === undefined ? {} : { developer_id: developer }),
    ...(model === undefined ? {} : { model }),
    ...(repo === undefined ? {} : { repo_slug: repo }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

/** An id of a developer is often an address, and an address with a dot at its end would be taken for a file’s. */
export const DeveloperSearch = z.object({ id: name, days: CodingSearch.shape.days })

export const CompareKpisSearch = z.object({
  by: z.literal('period').optional().catch(undefined),
  first: name,
  second: name,
  days: CodingSearch.shape.days,
  repo: name,
})
export type CompareKpisSearch = z.infer<typeof CompareKpisSearch>

/** Whether days of one’s own are asked for. A time that ends before it begins is none. */
export function hasOwnDays({ from, to }: Pick<CodingSearch, 'from' | 'to'>): boolean {
  return from !== undefined && (to === undefined || from <= to)
}

export function daysBackOf({ days }: Pick<CodingSearch, 'days'>): DaysBack {
  return days ?? USUAL
}

/** What is asked of the API. */
export function metricsQuery(search: CodingSearch): Partial<MetricsQuery> & Pick<MetricsQuery, 'since'> {
  const { from, to, model, repo } = search
  const own = hasOwnDays(search)
  return {
    since: daysBackOf(search),
    ...(own && from !== undefined ? { from } : {}),
    ...(own && to !== undefined ? { to } : {}),
    ...(model === undefined ? {} : { model }),
    ...(repo === undefined ? {} : { repo_slug: repo }),
  }
}
