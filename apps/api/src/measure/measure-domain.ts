import type { JudgedFigures, MeasureOutput, MeasureQuery } from '@vouch/contracts/measure'
import type { Metric } from '@vouch/contracts/metric'
import type { Slice } from '@vouch/contracts/review'
import { estimateFrom } from '@vouch/core/measure/estimate-from'
import type { JudgedCall } from '@vouch/core/measure/judged-call'
import { measureAccuracy } from '@vouch/core/measure/measure-accuracy'
import { measureAgreement } from '@vouch/core/measure/measure-agreement'
import { measureCalibration } from '@vouch/core/measure/measure-calibration'
import { measureExperts } from '@vouch/core/measure/measure-experts'
import { measureInfluence } from '@vouch/core/measure/measure-influence'
import { measureSkill } from '@vouch/core/measure/measure-skill'
import { measureSwitches } from '@vouch/core/measure/measure-switches'
import { overTime } from '@vouch/core/measure/over-time'
import { bySubgroup, byVersion } from '@vouch/core/measure/split-calls'
import { createRandom } from '@vouch/core/random'
import type { Sql } from '../db/client.ts'
import { loadJudgedCalls, type StoredCall } from './judged-calls.ts'

const DAY_MS = 86_400_000
/** Intervals of alpha are drawn: the same events give the same figures. */
const SEED = 'vouch-measure'

/** What is measured of one kind of figure: on the calls that stand for all, and on those that were judged. */
export interface Measured {
  readonly positive: string
}

/** Both: of the calls that chance drew, which stand for all, and of those that were judged. */
export function figuresOf(calls: readonly JudgedCall[], { positive }: Measured): JudgedFigures {
  const scopes = (figure: 'accuracy' | 'skill' | 'agreement') => [
    estimateFrom(calls, figure),
    { calls, split: 'judged', weighted: false },
  ]
  return {
    accuracy: scopes('accuracy').flatMap(({ calls: of, split }) => measureAccuracy(of, { split, positive })),
    skill: scopes('skill').flatMap(({ calls: of, split }) => measureSkill(of, { split, positive })),
    agreement: scopes('agreement').flatMap(({ calls: of, split }) => measureAgreement(of, { split })),
  }
}

/** How experts agree on the same calls, blind ones apart, since who has seen a call agrees through it. */
export function betweenExperts(calls: readonly JudgedCall[]): Metric[] {
  return (['any', 'blind'] as const).flatMap((exposure) => {
    const split = exposure === 'blind' ? 'judged blind' : 'judged'
    const { alpha, pairs } = measureExperts(calls, { split, exposure, random: createRandom(SEED) })
    return [
      alpha,
      ...pairs.map(({ experts, kappa, observed }) => ({
        ...kappa,
        note: [`Of ${experts.join(' and ')}, who agree on ${observed.toFixed(3)}.`, kappa.note ?? ''].join(' ').trim(),
      })),
    ]
  })
}

/** A domain's calls, verdicts and outcomes of a time, measured against each other. */
export async function measureDomain(
  db: Sql,
  { domain, days_back, model, model_version: modelVersion, every }: MeasureQuery,
  { now, positive }: Measured & { readonly now: number },
): Promise<MeasureOutput> {
  const from = now - days_back * DAY_MS
  const calls = await loadJudgedCalls(db, { domain, from, to: now + 1, model, modelVersion })
  const keys = [...new Set(calls.flatMap(({ subgroup }) => Object.keys(subgroup)))].sort()
  const { metrics, bins } = measureCalibration(estimateFrom(calls, 'calibration').calls, { split: 'random', positive })
  return {
    domain,
    from: new Date(from).toISOString(),
    to: new Date(now).toISOString(),
    counts: countsOf(calls),
    figures: figuresOf(calls, { positive }),
    between_experts: betweenExperts(calls),
    influence: measureInfluence(calls, { split: 'judged' }),
    switches: measureSwitches(calls, { split: 'judged' }),
    calibration: { metrics: [...metrics], bins: [...bins] },
    subgroups: keys.flatMap((by) =>
      bySubgroup(calls, by).map(({ name, calls: of }) => ({
        by,
        value: name,
        calls: of.length,
        figures: figuresOf(of, { positive }),
      })),
    ),
    versions: byVersion(calls).map(({ name, calls: of }) => ({
      model: name ?? '',
      calls: of.length,
      figures: figuresOf(of, { positive }),
    })),
    over_time: overTime(calls, { every, from, to: now }).map(({ start, end, calls: of }) => ({
      from: new Date(start).toISOString(),
      to: new Date(end).toISOString(),
      calls: of.length,
      ...headline(of, { positive }),
    })),
  }
}

/** The first figure of each kind, on the calls that stand for all. */
export function headline(
  calls: readonly JudgedCall[],
  { positive }: Measured,
): { agreement: Metric; accuracy: Metric } {
  const [agreement] = measureAgreement(estimateFrom(calls, 'agreement').calls, { split: 'random' })
  const [accuracy] = measureAccuracy(estimateFrom(calls, 'accuracy').calls, { split: 'random', positive })
  if (!agreement || !accuracy) throw new Error('Nothing was measured.')
  return { agreement, accuracy }
}

function countsOf(calls: readonly StoredCall[]): MeasureOutput['counts'] {
  const verdicts = calls.flatMap((call) => call.verdicts)
  const inSlice = (slice: Slice) => calls.filter((call) => call.slice === slice).length
  return {
    calls: calls.length,
    reviewed: calls.filter((call) => call.verdicts.length > 0).length,
    with_outcome: calls.filter((call) => call.outcome !== null).length,
    verdicts: verdicts.length,
    blind: verdicts.filter(({ shown }) => shown === 'nothing').length,
    experts: new Set(verdicts.map(({ expert }) => expert)).size,
    slices: {
      random: inSlice('random'),
      uncertain: inSlice('uncertain'),
      disagreement: inSlice('disagreement'),
      diverse: inSlice('diverse'),
      asked: inSlice('asked'),
    },
  }
}
