import { z } from 'zod'
import { CodingDay } from './coding.ts'
import { FigureWindow, MOST_DAYS, NoFigure } from './coding-metrics.ts'

const tokens = z.number().min(0).nullable()

/** What costs are told apart by. */
export const CostsBy = z.enum(['model', 'repo_slug', 'day'])
export type CostsBy = z.infer<typeof CostsBy>

/** Over which days, UTC, both among them, and by what. */
export const CostsQuery = z
  .object({
    /** days back, today among them */
    since: z.int().min(1).max(MOST_DAYS).default(30),
    /** instead of `since` */
    from: CodingDay.optional(),
    to: CodingDay.optional(),
    model: z.string().max(400).optional(),
    repo_slug: z.string().max(400).optional(),
    by: CostsBy.default('model'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: 'must not be before from',
    path: ['to'],
  })
export type CostsQuery = z.infer<typeof CostsQuery>

/** What the sessions of one model, repository or day took and cost. Null: not known of any of them, or of too few developers. */
export const CostGroup = z.object({
  /** null where sessions do not say, and where not even that may be told */
  name: z.string().nullable(),
  sessions: z.int().min(0).nullable(),
  tokens_in: tokens,
  tokens_out: tokens,
  /** of `tokens_in` */
  tokens_cached: tokens,
  tokens_cache_written: tokens,
  /** of `tokens_out` */
  tokens_reasoning: tokens,
  cost_usd: z.number().min(0).nullable(),
  /** they are not in `cost_usd` */
  sessions_without_cost: z.int().min(0).nullable(),
  /** by which table, or by their source, how many sessions were priced */
  priced_by: z.array(z.object({ version: z.string(), sessions: z.int().min(0) })),
  /** why there are no figures; null where there are */
  reason: NoFigure.nullable(),
})
export type CostGroup = z.infer<typeof CostGroup>
export const Costs = z.object({
  window: FigureWindow,
  by: CostsBy,
  /** the dearest first; days in their order */
  groups: z.array(CostGroup),
})
export type Costs = z.infer<typeof Costs>

/** A line of an invoice: what was asked for one model over some days, UTC, both among them. */
export const InvoiceLine = z
  .object({
    model: z.string().min(1).max(400),
    from: CodingDay,
    to: CodingDay,
    amount_usd: z.number().min(0).max(1e9),
  })
  .refine(({ from, to }) => from <= to, { message: 'must not be before from', path: ['to'] })
export type InvoiceLine = z.infer<typeof InvoiceLine>

export const ReconcileInput = z.object({ lines: z.array(InvoiceLine).min(1).max(500) })
export type ReconcileInput = z.infer<typeof ReconcileInput>

/** A line held against the sessions that it is of. */
export const ReconciledLine = z.object({
  model: z.string(),
  from: CodingDay,
  to: CodingDay,
  amount_usd: z.number(),
  /** what we take these sessions to cost; null: of none is it known */
  ours_usd: z.number().nullable(),
  /** the invoice’s amount less ours */
  difference_usd: z.number().nullable(),
  /** of the invoice’s amount; null where that is 0 */
  difference_percent: z.number().nullable(),
  sessions: z.int().min(0),
  sessions_without_cost: z.int().min(0),
  /** the names of models, as sessions have them, that this line was taken to be of */
  models: z.array(z.string()),
  /** why the two may differ */
  reasons: z.array(z.string()),
})
export type ReconciledLine = z.infer<typeof ReconciledLine>

export const Reconciliation = z.object({
  lines: z.array(ReconciledLine),
  /** of all lines; a session that several lines are of counts once */
  amount_usd: z.number(),
  ours_usd: z.number().nullable(),
  difference_usd: z.number().nullable(),
  /** models used in those days that no line is of, with what we take them to cost */
  not_in_invoice: z.array(
    z.object({ model: z.string().nullable(), sessions: z.int().min(0), ours_usd: z.number().nullable() }),
  ),
})
export type Reconciliation = z.infer<typeof Reconciliation>
