import { z } from 'zod'
import { FigureWindow, MetricsQuery, NoFigure, Share } from './coding-metrics.ts'

/** What sessions are told apart by. `weekday` and `hour` are UTC’s; `latency` is in ms, `cost` in US dollars. */
export const DistributionBy = z.enum(['model', 'repo_slug', 'weekday', 'hour', 'latency', 'tokens', 'cost'])
export type DistributionBy = z.infer<typeof DistributionBy>

/** Over which time, of which sessions, and by what. */
export const DistributionQuery = z
  .object({ ...MetricsQuery.shape, by: DistributionBy.default('model') })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: 'must not be before from',
    path: ['to'],
  })
export type DistributionQuery = z.infer<typeof DistributionQuery>

/** Sessions of one kind. For callers who may not see single developers counts are to the nearest five. */
export const DistributionPart = z.object({
  /**
   * a model or a repository; of weekdays `1` (Monday) to `7`, of hours `0` to `23`; of numbers where the part begins. Null: sessions do
   * not say.
   */
  name: z.string().nullable(),
  /** of numbers: from the first on and below the second, which is null where there is no end; null of all else */
  range: z.tuple([z.number(), z.number().nullable()]).nullable(),
  sessions: z.int().min(0),
  /** of all that are told */
  share: z.number().min(0).max(1),
  /** who are named */
  developers: z.int().min(0),
  /** of those with a verdict; null where there is none, or where those are of too few developers */
  acceptance_rate: Share,
})
export type DistributionPart = z.infer<typeof DistributionPart>

export const Distribution = z.object({
  window: FigureWindow,
  by: DistributionBy,
  /** those of the parts and of the rest */
  sessions: z.int().min(0),
  /**
   * models and repositories: the most sessions first; all else in its order, with what is empty between them where there is no rest, and
   * what is not known last
   */
  parts: z.array(DistributionPart),
  /**
   * all the parts in one that may not be told one by one: of fewer than five developers, and as many more as it takes that none of them
   * can be worked out; null: every part is told
   */
  rest: z.object({ sessions: z.int().min(0), share: z.number().min(0).max(1) }).nullable(),
  /** why there is nothing; null where there is something */
  reason: NoFigure.nullable(),
})
export type Distribution = z.infer<typeof Distribution>
