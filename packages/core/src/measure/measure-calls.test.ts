import { describe, expect, it } from 'vitest'
import { wilson } from './interval.ts'
import { measureCalls, round } from './measure-calls.ts'

/** Rows that are all called by a half. */
function measured(labels: readonly number[], probabilities: readonly number[], groups = [...labels.keys()]) {
  const thresholds = new Float64Array(labels.length).fill(0.5)
  const metrics = measureCalls(
    {
      labels: Uint8Array.from(labels),
      groups,
      passes: [{ probabilities: Float64Array.from(probabilities), thresholds }],
    },
    { split: 'test' },
  )
  return new Map(metrics.map((metric) => [metric.metric, metric]))
}
const times = <T>(n: number, value: T) => Array<T>(n).fill(value)

describe('an interval', () => {
  it('of 22 of 22 has a width, by the number of groups, as Wilson’s has', () => {
    const labels = [...times(22, 1), ...times(78, 0)]
    const calls = [...times(22, 0.9), ...times(77, 0.1), 0.6]
    const found = measured(labels, calls)
    expect(found.get('recall')).toMatchObject({ value: 1, interval: [round(wilson(22, 22)[0]), 1] })
    // 1 / (1 + z² / 22)
    expect(found.get('recall')?.interval?.[0]).toBeCloseTo(0.85135, 5)
    // what a draw can change is drawn
    expect(found.get('precision')?.interval?.[0]).toBeLessThan(22 / 23)
    const inPairs = measured(
      labels,
      calls,
      labels.map((_, row) => row >> 1),
    )
    expect(inPairs.get('recall')?.interval?.[0]).toBe(round(wilson(11, 11)[0]))
  })

  it('of none has one, too, and that of F1 goes with its share', () => {
    const none = measured([1, 1, 1, 0, 0, 0, 0], [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4])
    expect(none.get('recall')).toMatchObject({ value: 0, interval: [0, round(wilson(0, 3)[1])] })
    expect(none.get('precision')).toMatchObject({ value: null, interval: null })
    const all = measured([1, 1, 1, 0, 0, 0, 0], [0.9, 0.9, 0.8, 0.1, 0.2, 0.3, 0.4])
    const [low] = wilson(3, 3)
    expect(all.get('f1_score')?.interval).toEqual([round((2 * low) / (1 + low)), 1])
    expect(all.get('accuracy')?.interval).toEqual([round(wilson(7, 7)[0]), 1])
    expect(all.get('precision')?.interval).toEqual(all.get('recall')?.interval)
  })
})
