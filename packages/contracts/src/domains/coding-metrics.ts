import { z } from 'zod'
import { CodingDay } from './coding.ts'

/** The nine figures of the dashboard. */
export const KpiName = z.enum([
  'ai_interaction_velocity',
  'acceptance_rate',
  'model_selection_accuracy',
  'error_rate',
  'token_efficiency',
  'pr_throughput',
  'commit_frequency',
  'pr_merge_time_hours',
  'rework_rate',
])
export type KpiName = z.infer<typeof KpiName>

/** Which way is better. */
export const Direction = z.enum(['higher', 'lower'])
export type Direction = z.infer<typeof Direction>

/** `good`: the threshold is kept. `warning`: missed by no more than a quarter of it. `no_data`: nothing was measured. */
export const KpiStatus = z.enum(['good', 'warning', 'critical', 'no_data'])
export type KpiStatus = z.infer<typeof KpiStatus>

/** Why a figure is null. `too_few`: it would tell of fewer than five developers to somebody who may not see them. */
export const NoFigure = z.enum(['no_data', 'too_few', 'no_policy'])
export type NoFigure = z.infer<typeof NoFigure>

export const Interval = z.tuple([z.number(), z.number()])

/** A day of a figure: null where there is none, or where it would tell of too few. */
export const DayValue = z.object({ date: z.iso.date(), value: z.number().nullable() })
export type DayValue = z.infer<typeof DayValue>

/** A figure beside the same one over the time before, just as long. */
export const KpiTrend = z.object({
  previous: z.number().nullable(),
  /** value less previous, in the figure’s unit */
  change: z.number().nullable(),
  /** of the change, at 95 % */
  interval: Interval.nullable(),
  /** `unclear`: the interval of the change holds 0, or there is none */
  verdict: z.enum(['better', 'worse', 'unclear']),
  days: z.array(DayValue),
})
export type KpiTrend = z.infer<typeof KpiTrend>

export const Kpi = z.object({
  value: z.number().nullable(),
  unit: z.string(),
  status: KpiStatus,
  direction: Direction,
  threshold: z.number(),
  /** what was counted: the definition says of what; for callers who may not see single developers to the nearest five */
  n: z.int().min(0),
  /** at 95 %; null where nothing can be said */
  interval: Interval.nullable(),
  trend: KpiTrend.nullable(),
  /** why there is no value; null where there is one */
  reason: NoFigure.nullable(),
})
export type Kpi = z.infer<typeof Kpi>

/** Over how much time: for callers who may not see single developers, whole blocks of days that five had a part in. */
export const FigureWindow = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  days: z.number().min(0),
  /** of its sessions that were counted, how many are made up; for callers who may not see single developers to the nearest five */
  simulated_sessions: z.int().min(0),
  /** the same of its pull requests and commits */
  simulated_work: z.int().min(0),
})
export type FigureWindow = z.infer<typeof FigureWindow>

export const Metrics = z.object({
  ...(Object.fromEntries(KpiName.options.map((name) => [name, Kpi])) as Record<KpiName, typeof Kpi>),
  timestamp: z.iso.datetime(),
  window: FigureWindow,
})
export type Metrics = z.infer<typeof Metrics>

/** What a figure is. */
export const KpiDefinition = z.object({
  name: KpiName,
  title: z.string(),
  unit: z.string(),
  direction: Direction,
  threshold: z.number(),
  /** how it is computed */
  definition: z.string(),
  /** what `n` counts */
  counts: z.string(),
  /** how its interval is made */
  interval: z.string(),
})
export type KpiDefinition = z.infer<typeof KpiDefinition>
export const KpiDefinitions = z.object({ definitions: z.array(KpiDefinition) })

const share = z.number().min(0).max(1).nullable()
const measured = z.number().nullable()

/** The same as numbers alone: shares are fractions here, and lists are lists. */
export const RawMetrics = z.object({
  window: FigureWindow,
  sessions: z.int().min(0),
  developers: z.int().min(0).nullable(),
  median_latency_ms: measured,
  sessions_per_hour: measured,
  acceptance_rate: share,
  model_selection_accuracy: share,
  error_rate: share,
  tokens_per_accept: measured,
  tokens_per_accepted_line: measured,
  /** of the suggestions whose share that stayed is known */
  acceptance_quality: z.object({ sample: z.int().min(0), 'share_at_least_0.7': share }),
  merged: z.int().min(0).nullable(),
  pr_merge_time_hours: z.array(z.number()),
  rework_rate: share,
  total_cost_usd: measured,
  /** sessions whose cost is not known: they are not in the total */
  sessions_without_cost: z.int().min(0),
  cost_per_merged_pr_usd: measured,
  lag_1_correlation: z.object({ n_days: z.int().min(0), r: measured }),
  /** null where figures are given; `too_few`: they would tell of fewer than five developers */
  reason: NoFigure.nullable(),
})
export type RawMetrics = z.infer<typeof RawMetrics>

/** Two daily series, one of them so many days later. An association, not a cause. */
export const LaggedCorrelation = z.object({
  variable1: z.string(),
  variable2: z.string(),
  /** days by which `variable2` is later */
  lag_days: z.int().min(0).max(7),
  method: z.enum(['pearson', 'spearman']),
  /** from three weeks on of what is left when each weekday’s mean is taken off: else all would go with the week */
  r: z.number().min(-1).max(1).nullable(),
  /** of `r`, at 95 % */
  interval: Interval.nullable(),
  /** two-sided; of a series that goes on as it was, as for so many fewer independent days */
  p_value: z.number().min(0).max(1).nullable(),
  /** adjusted by Benjamini and Hochberg over all correlations of the answer */
  q_value: z.number().min(0).max(1).nullable(),
  /** pairs of days */
  n: z.int().min(0),
  /** independent pairs that they are worth */
  n_effective: z.number().min(0).nullable(),
  /** `q_value` below .05 */
  significant: z.boolean(),
})
export type LaggedCorrelation = z.infer<typeof LaggedCorrelation>

/** A day that its own weekday does not explain. */
export const Anomaly = z.object({
  date: z.iso.date(),
  variable: z.string(),
  value: z.number(),
  /** for such a day */
  expected: z.number(),
  /** beyond it in robust standard deviations, signed */
  score: z.number(),
})
export type Anomaly = z.infer<typeof Anomaly>

/** A sentence with the figures that it rests on. */
export const Finding = z.object({
  text: z.string(),
  cites: z.array(z.string()).min(1),
})
export type Finding = z.infer<typeof Finding>

export const Insights = z.object({
  window: FigureWindow,
  key_findings: z.array(z.string()),
  correlations: z.array(LaggedCorrelation),
  anomalies: z.array(Anomaly),
  recommendations: z.array(z.string()),
  /** the same sentences with what they rest on */
  findings: z.array(Finding),
  advice: z.array(Finding),
  note: z.string(),
  reason: NoFigure.nullable(),
})
export type Insights = z.infer<typeof Insights>

/** Numbers of some sessions. */
export const SessionTotals = z.object({
  sessions: z.int().min(0),
  tokens: z.int().min(0),
  accepted_lines: z.int().min(0),
  cost_usd: measured,
  sessions_without_cost: z.int().min(0),
})
export type SessionTotals = z.infer<typeof SessionTotals>

/** A share with what it was counted of. */
export const Share = z.object({ value: share, interval: Interval.nullable(), n: z.int().min(0) })
export type Share = z.infer<typeof Share>

/** Sessions of one model, or of one repository. */
export const SessionsOf = SessionTotals.extend({
  name: z.string().nullable(),
  acceptance_rate: Share,
  error_rate: Share,
})
export type SessionsOf = z.infer<typeof SessionsOf>

/** What one developer did. */
export const Profile = z.object({
  developer_id: z.string(),
  window: FigureWindow,
  totals: SessionTotals,
  acceptance_rate: Share,
  error_rate: Share,
  top_models: z.array(SessionsOf),
  top_repositories: z.array(SessionsOf),
  days: z.array(SessionTotals.extend({ date: z.iso.date(), accepted: z.int().min(0), errors: z.int().min(0) })),
})
export type Profile = z.infer<typeof Profile>

/** One figure of two sides: two models, or two periods. */
export const KpiDifference = z.object({
  name: KpiName,
  first: Kpi.omit({ trend: true }),
  second: Kpi.omit({ trend: true }),
  /** second less first, in the figure’s unit */
  difference: measured,
  /** of the difference, at 95 % */
  interval: Interval.nullable(),
  verdict: KpiTrend.shape.verdict,
})
export type KpiDifference = z.infer<typeof KpiDifference>

/** The most days that a figure is drawn over. */
export const MOST_DAYS = 3650

/** Over which time, and of which sessions. */
export const MetricsQuery = z
  .object({
    /** days back, today among them */
    since: z.int().min(1).max(MOST_DAYS).default(7),
    /** days, UTC, both among them; instead of `since` */
    from: CodingDay.optional(),
    to: CodingDay.optional(),
    model: z.string().max(400).optional(),
    repo_slug: z.string().max(400).optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: 'must not be before from',
    path: ['to'],
  })
export type MetricsQuery = z.infer<typeof MetricsQuery>

/** Correlations want more days than figures do. */
export const InsightsQuery = z.object({
  since: z.int().min(1).max(MOST_DAYS).default(90),
  repo_slug: z.string().max(400).optional(),
})
export type InsightsQuery = z.infer<typeof InsightsQuery>

/** `first` and `second` are models, or the one model over two times. */
export const CompareQuery = z.object({
  by: z.enum(['model', 'period']),
  /** a model’s name; of a period its first day and its last, `2026-01-01..2026-01-31` */
  first: z.string().min(1).max(400),
  second: z.string().min(1).max(400),
  /** over which two models are compared */
  since: z.int().min(1).max(MOST_DAYS).default(30),
  repo_slug: z.string().max(400).optional(),
})
export type CompareQuery = z.infer<typeof CompareQuery>
export const KpiComparison = z.object({
  differences: z.array(KpiDifference),
  note: z.string(),
  /** of the sessions of each side, how many are made up */
  simulated_sessions: z.object({ first: z.int().min(0), second: z.int().min(0) }),
  /** the same of its pull requests and commits, which are of no model */
  simulated_work: z.object({ first: z.int().min(0), second: z.int().min(0) }),
})
export type KpiComparison = z.infer<typeof KpiComparison>

export const ProfileQuery = z.object({
  developer_id: z.string().min(1).max(400),
  since: z.int().min(1).max(MOST_DAYS).default(30),
})
export type ProfileQuery = z.infer<typeof ProfileQuery>

export const MOST_POLICY_MODELS = 100
/** The models that are meant to be used: `model_selection_accuracy` is the share of sessions with one of them. */
export const PolicyInput = z.object({ models: z.array(z.string().min(1).max(400)).max(MOST_POLICY_MODELS) })
export type PolicyInput = z.infer<typeof PolicyInput>
export const Policy = PolicyInput.extend({
  /** null: nobody has said yet */
  created_at: z.iso.datetime().nullable(),
})
export type Policy = z.infer<typeof Policy>

/** Whose account a developer’s sessions are. */
export const DeveloperInput = z.object({
  developer_id: z.string().min(1).max(400),
  /** an account’s e-mail; null: nobody’s any more */
  email: z.email().nullable(),
})
export type DeveloperInput = z.infer<typeof DeveloperInput>
