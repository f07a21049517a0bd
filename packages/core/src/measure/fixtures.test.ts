import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { benjaminiHochberg } from './benjamini-hochberg.ts'
import { chiSquaredTest } from './chi-squared.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { estimateDifference, estimateShare } from './estimate-share.ts'
import { judged } from './fixtures/judged.ts'
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts'
import { krippendorffsAlpha } from './krippendorffs-alpha.ts'
import { measureAccuracy } from './measure-accuracy.ts'
import { measureCalibration } from './measure-calibration.ts'
import { countInQuantiles, populationStability } from './population-stability.ts'

const FOLDER = resolve(import.meta.dirname, 'fixtures')

type Given =
  | {
      measure: 'accuracy'
      given: { calls: (string | null)[]; outcomes: (string | null)[]; positive: string }
    }
  | { measure: 'share'; given: { hits: boolean[]; groups: string[]; weights?: number[] } }
  | { measure: 'difference'; given: { first: boolean[]; second: boolean[]; paired?: boolean } }
  | { measure: 'kappa'; given: { first: string[]; second: string[] } }
  | { measure: 'alpha'; given: { units: (string | number)[][] } }
  | { measure: 'calibration'; given: { labels: number[]; probabilities: number[] } }
  | { measure: 'kolmogorov-smirnov'; given: { first: number[]; second: number[] } }
  | { measure: 'chi-squared'; given: { table: number[][] } }
  | { measure: 'benjamini-hochberg'; given: { values: (number | null)[] } }
  | { measure: 'stability'; given: { reference: (number | null)[]; current: (number | null)[] } }
type Case = Given & { expected: unknown; tolerance: number }

const alone = (rows: readonly unknown[], name = 'row') => rows.map((_, i) => `${name} ${i}`)

/** What is measured here of what a case gives, in the words of what it expects. */
function measured(one: Given): unknown {
  switch (one.measure) {
    case 'accuracy': {
      const { calls, outcomes, positive } = one.given
      const rows = calls.map((call, i) => judged({ item: `call ${i}`, call, outcome: outcomes[i] ?? null }))
      const metrics = measureAccuracy(rows, { split: 'random', positive })
      return Object.fromEntries(metrics.map(({ metric, value, interval, n }) => [metric, { value, interval, n }]))
    }
    case 'share': {
      const { hits, groups, weights } = one.given
      const found = estimateShare(hits.map((hit, i) => ({ hit, group: groups[i]!, weight: weights?.[i] ?? 1 })))
      return found && { value: found.value, interval: found.interval, n: found.n }
    }
    case 'difference': {
      const rows = (hits: boolean[], name: string) => hits.map((hit, i) => ({ hit, group: `${name} ${i}` }))
      const found = estimateDifference(rows(one.given.first, 'a'), rows(one.given.second, one.given.paired ? 'a' : 'b'))
      return found && { value: found.value, interval: found.interval }
    }
    case 'kappa': {
      const { first, second } = one.given
      const groups = alone(first)
      const found = cohensKappa(first.map((label, i) => ({ first: label, second: second[i]!, group: groups[i]! })))
      return { value: found?.value ?? null, interval: found?.interval ?? null, n: first.length }
    }
    case 'alpha': {
      const units = one.given.units.map((labels, i) => ({ labels: labels.map(String), group: `unit ${i}` }))
      const found = krippendorffsAlpha(units, createRandom(1))
      return { value: found?.value ?? null, n: units.filter(({ labels }) => labels.length > 1).length }
    }
    case 'calibration': {
      const { labels, probabilities } = one.given
      const rows = labels.map((label, i) =>
        judged({ item: `call ${i}`, outcome: label === 1 ? 'planet' : 'not', probability: probabilities[i]! }),
      )
      const { metrics } = measureCalibration(rows, { split: 'random', positive: 'planet' })
      return Object.fromEntries(metrics.map(({ metric, value }) => [metric, value]))
    }
    case 'kolmogorov-smirnov':
      return kolmogorovSmirnov(one.given.first, one.given.second)
    case 'chi-squared':
      return chiSquaredTest(one.given.table)
    case 'benjamini-hochberg':
      return benjaminiHochberg(one.given.values)
    case 'stability': {
      const found = populationStability(countInQuantiles(one.given.reference, one.given.current))
      return { value: found?.value ?? null, chance: found?.chance ?? null }
    }
  }
}

/** Numbers to within the tolerance, all else to the letter. */
function expectNear(found: unknown, expected: unknown, tolerance: number): void {
  if (typeof expected === 'number') {
    expect(found).toBeTypeOf('number')
    expect(Math.abs(Number(found) - expected), `${String(found)} is not ${expected}`).toBeLessThanOrEqual(tolerance)
  } else if (typeof expected === 'object' && expected !== null) {
    const entries = Object.entries(expected)
    const own = new Map(Object.entries(found ?? {}))
    expect([...own.keys()].sort()).toEqual(entries.map(([key]) => key).sort())
    for (const [key, value] of entries) expectNear(own.get(key), value, tolerance)
  } else expect(found).toBe(expected)
}

it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json')))('%s gives what others give', (name) => {
  const one: Case = JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8'))
  expectNear(measured(one), one.expected, one.tolerance)
})
