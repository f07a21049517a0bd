import type { AccuracyVsFeedback, DoctorPerformance, ModelComparison, Trends } from '@vouch/contracts/clinic'
import type { Every } from '@vouch/contracts/measure'
import type { Metric } from '@vouch/contracts/metric'
import { gte, type SQL } from 'drizzle-orm'
import { isAdmin } from '../account/caller.ts'
import { prediction } from '../db/schema/predictions.ts'
import { type MeasuredCalls, measureCallsOf } from '../measure/measure-domain.ts'
import { treatedBy } from '../patient/care.ts'
import { findDoctor } from '../patient/store.ts'
import type { Context } from '../trpc.ts'
import { describeSaid } from './feedback.ts'
import { listTimes } from './store.ts'
import { patientsOf, requireDoctor } from './whose.ts'

/** A month of days is read day by day, more of them week by week, years month by month. */
const DAYS_BY_DAY = 31
const DAYS_BY_WEEK = 370

/** Calls of a doctor's patients, or of all for an admin, and what is measured of those that were judged. */
interface Looked extends MeasuredCalls {
  readonly every: Every
  /** when each call was made, judged or not, in ms since 1970 */
  readonly made: readonly number[]
}

async function lookBack(ctx: Context, daysBack: number): Promise<Looked> {
  const accountId = requireDoctor(ctx)
  const every = daysBack <= DAYS_BY_DAY ? 'day' : daysBack <= DAYS_BY_WEEK ? 'week' : 'month'
  const wanted = { domain: 'heart', daysBack, every, subjects: patientsOf(ctx, accountId), reader: accountId } as const
  const measured = await measureCallsOf(ctx.services, wanted)
  const of = isAdmin(ctx.caller) ? undefined : treatedBy(accountId)
  return {
    ...measured,
    every,
    made: await listTimes(ctx.services.database.sql, { of, since: madeSince(measured.from) }),
  }
}

function madeSince(from: number): SQL {
  return gte(prediction.createdAt, new Date(from))
}

/**
 * Calls against outcomes, doctors against outcomes, and calls against doctors: three figures, and none of them is another. A
 * call nobody knows the outcome of tells nothing of accuracy, however many doctors agree with it.
 */
export async function accuracyVsFeedback(ctx: Context, daysBack: number): Promise<AccuracyVsFeedback> {
  const { measures, made } = await lookBack(ctx, daysBack)
  const { counts, figures, influence, switches, between_experts, calibration } = measures
  return {
    days_back: daysBack,
    calls: made.length,
    reviewed: counts.reviewed,
    with_outcome: counts.with_outcome,
    ...figures,
    influence,
    switches,
    between_doctors: between_experts,
    calibration,
    notes: [
      'Agreement is how often doctors say what the model says. Accuracy is how often the model says what was found in the end, and needs outcomes.',
      ...(counts.with_outcome === 0
        ? ['No outcome is known of these calls: accuracy and skill were not measured.']
        : []),
    ],
  }
}

export async function trends(ctx: Context, daysBack: number): Promise<Trends> {
  const { measures, made, every } = await lookBack(ctx, daysBack)
  const within = ({ from, to }: { readonly from: string; readonly to: string }) =>
    made.filter((at) => Date.parse(from) <= at && at < Date.parse(to)).length
  return {
    days_back: daysBack,
    every,
    trends: measures.over_time.map((period) => ({ ...period, calls: within(period) })),
  }
}

/**
 * What each doctor did, in no order of merit. A doctor is told of himself, an admin of all. Agreeing with a model is no
 * merit; skill is measured against outcomes, and its interval says how little a few of them tell.
 */
export async function doctorPerformance(ctx: Context, daysBack: number): Promise<DoctorPerformance> {
  const { calls, measures } = await lookBack(ctx, daysBack)
  const told = measures.experts.filter(({ expert }) => isAdmin(ctx.caller) || expert === ctx.caller.accountId)
  const doctors: DoctorPerformance['doctors'] = []
  for (const { expert, skill, agreement } of told) {
    const verdicts = calls.flatMap(({ standing }) => standing.filter((one) => one.expert === expert))
    const profile = await findDoctor(ctx.services.database.sql, { accountId: expert })
    doctors.push({
      doctor: expert,
      name: profile?.name ?? null,
      reviews: verdicts.length,
      // what was said blind was, whatever was said of it afterwards
      blind_reviews: calls.filter((call) =>
        call.verdicts.some((one) => one.expert === expert && one.shown === 'nothing'),
      ).length,
      skill,
      agreement,
      ...describeSaid(verdicts),
    })
  }
  return {
    days_back: daysBack,
    doctors,
    notes: [
      'Doctors judge different patients: figures of two of them are not to be compared, and nobody is ranked.',
      'Skill is measured on calls whose outcome is known, agreement on all that were judged.',
    ],
  }
}

export async function modelComparison(ctx: Context, daysBack: number): Promise<ModelComparison> {
  const { measures } = await lookBack(ctx, daysBack)
  return {
    days_back: daysBack,
    models: measures.versions.map(({ model, version, calls, figures, brier }) => ({
      model,
      model_version: version,
      calls,
      accuracy: figures.accuracy,
      agreement: judgedOf(figures.agreement),
      brier,
    })),
  }
}

/** The share among all that were judged, of figures on several kinds of calls. */
function judgedOf(figures: readonly Metric[]): Metric {
  const found = figures.find(({ split, metric }) => split === 'judged' && metric === 'agreement')
  if (!found) throw new Error('Nothing was measured.')
  return found
}
