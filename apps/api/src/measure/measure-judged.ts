import type { Every, JudgedFigures, MeasureOutput } from '@vouch/contracts/measure'
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
import { byExpert, bySubgroup, byVersion } from '@vouch/core/measure/split-calls'
import { createRandom } from '@vouch/core/random'
import type { MeasuredCall } from './measured-field.ts'

/** Intervals of alpha are drawn: the same events give the same figures. */
const SEED = 'vouch-measure'

interface Labelled {
  /** the domain's positive label */
  readonly positive: string
}

/** Judged calls, and over which time their figures are drawn; in ms since 1970. */
export interface JudgedWindow extends Labelled {
  readonly calls: readonly MeasuredCall[]
  readonly from: number
  readonly to: number
  readonly every: Every
}

/** All that is measured of them. */
export interface JudgedMeasures extends Omit<MeasureOutput, 'domain' | 'from' | 'to' | 'drawn'> {
  /** of each expert on the calls that he judged, by account */
  readonly experts: readonly { readonly expert: string; readonly skill: Metric; readonly agreement: Metric }[]
}

/** Both: of the calls that chance drew, which stand for all, and of those that were judged. */
function figuresOf(calls: readonly JudgedCall[], { positive }: Labelled): JudgedFigures {
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
function betweenExperts(calls: readonly JudgedCall[]): Metric[] {
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

/**
 * Calls, verdicts and outcomes measured against each other. It is minutes of work where there are many, so a thread does it; the
 * same events give the same figures.
 */
export function measureJudged({ calls, from, to, every, positive }: JudgedWindow): JudgedMeasures {
  const keys = [...new Set(calls.flatMap(({ subgroup }) => Object.keys(subgroup)))].sort()
  const { calls: random, split } = estimateFrom(calls, 'calibration')
  const { metrics, bins } = measureCalibration(random, { split, positive })
  const part = (of: readonly JudgedCall[]) => ({ calls: of.length, figures: figuresOf(of, { positive }) })
  return {
    counts: countsOf(calls),
    figures: figuresOf(calls, { positive }),
    between_experts: betweenExperts(calls),
    influence: measureInfluence(calls, { split: 'judged' }),
    switches: measureSwitches(calls, { split: 'judged' }),
    calibration: { metrics: [...metrics], bins: [...bins] },
    subgroups: keys.flatMap((by) =>
      bySubgroup(calls, by).map(({ name, calls: of }) => ({ by, value: name, ...part(of) })),
    ),
    versions: byVersion(calls).map(({ name, calls: of }) => {
      // a version holds no space, and a model's name may
      const [, model = '', version = ''] = /^(.*) (.*)$/s.exec(name ?? '') ?? []
      const scope = { split, positive }
      return {
        model,
        version,
        ...part(of),
        brier: firstOf(measureCalibration(estimateFrom(of, 'calibration').calls, scope).metrics),
      }
    }),
    experts: byExpert(calls).flatMap(({ name: expert, calls: of }) =>
      expert === null
        ? []
        : [
            {
              expert,
              skill: firstOf(measureSkill(of, { split: 'judged' })),
              agreement: firstOf(measureAgreement(of, { split: 'judged' })),
            },
          ],
    ),
    over_time: overTime(calls, { every, from, to }).map(({ start, end, calls: of }) => ({
      from: new Date(start).toISOString(),
      to: new Date(end).toISOString(),
      calls: of.length,
      reviewed: of.filter(({ verdicts }) => verdicts.length > 0).length,
      with_outcome: of.filter(({ outcome }) => outcome !== null).length,
      ...headline(of, { positive }),
    })),
  }
}

/** The first figure of each kind, on the calls that stand for all. */
function headline(calls: readonly JudgedCall[], { positive }: Labelled): { agreement: Metric; accuracy: Metric } {
  const said = estimateFrom(calls, 'agreement')
  const known = estimateFrom(calls, 'accuracy')
  return {
    agreement: firstOf(measureAgreement(said.calls, { split: said.split })),
    accuracy: firstOf(measureAccuracy(known.calls, { split: known.split, positive })),
  }
}

function countsOf(calls: readonly MeasuredCall[]): MeasureOutput['counts'] {
  const verdicts = calls.flatMap((call) => call.verdicts)
  const inSlice = (slice: Slice) => calls.filter((call) => call.slice === slice).length
  return {
    calls: calls.length,
    reviewed: calls.filter((call) => call.verdicts.length > 0).length,
    with_outcome: calls.filter((call) => call.outcome !== null).length,
    known_before: calls.filter((call) => call.knownBefore).length,
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

/** Of figures that are told together, the one that they are named after. */
function firstOf([first]: readonly Metric[]): Metric {
  if (!first) throw new Error('Nothing was measured.')
  return first
}
