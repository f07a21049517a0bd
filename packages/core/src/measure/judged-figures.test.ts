import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Metric } from '@vouch/contracts/metric'
import { createRandom } from '../random.ts'
import { anyCalls } from './fixtures/any-calls.ts'
import type { JudgedCall } from './judged-call.ts'
import { measureAccuracy } from './measure-accuracy.ts'
import { measureAgreement } from './measure-agreement.ts'
import { measureCalibration } from './measure-calibration.ts'
import { measureExperts } from './measure-experts.ts'
import { measureInfluence } from './measure-influence.ts'
import { measureSkill } from './measure-skill.ts'
import { measureSwitches } from './measure-switches.ts'

/** Every figure of judged calls there is. */
function figuresOf(calls: readonly JudgedCall[]): Metric[] {
  const split = 'random'
  const { alpha, pairs } = measureExperts(calls, { split, random: createRandom('figures') })
  return [
    ...[false, true].flatMap((weighted) => measureAccuracy(calls, { split, positive: 'planet', weighted })),
    ...[false, true].flatMap((drawExperts) => [
      ...measureSkill(calls, { split, positive: 'planet', drawExperts, weighted: true }),
      ...measureAgreement(calls, { split, drawExperts }),
      ...measureInfluence(calls, { split, drawExperts }),
      ...measureSwitches(calls, { split, drawExperts }),
    ]),
    ...measureInfluence(calls, { split, after: 'reasons' }),
    ...measureCalibration(calls, { split, positive: 'planet' }).metrics,
    ...measureCalibration(calls, { split }).metrics,
    alpha,
    ...pairs.map(({ kappa }) => kappa),
  ]
}

it('no figure, interval or note depends on the order in which calls and verdicts were read', () => {
  fc.assert(
    fc.property(anyCalls, fc.integer(), (calls, seed) => {
      const random = createRandom(seed)
      const other = calls.map((call) => ({ ...call, verdicts: random.shuffle([...call.verdicts]) }))
      expect(figuresOf(random.shuffle(other))).toEqual(figuresOf(calls))
    }),
    { numRuns: 25 },
  )
})

it('every figure goes over the wire, lies in its interval, and is null where nothing is counted', () => {
  fc.assert(
    fc.property(anyCalls, (calls) => {
      for (const figure of figuresOf(calls)) {
        expect(Metric.parse(figure)).toEqual(figure)
        if (figure.n === 0) expect(figure).toMatchObject({ value: null, interval: null })
        if (figure.value === null) expect(figure.interval).toBeNull()
        if (figure.value === null || figure.interval === null) continue
        const [low, high] = figure.interval
        expect(low <= figure.value && figure.value <= high, JSON.stringify(figure)).toBe(true)
        expect(low < high, JSON.stringify(figure)).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})
