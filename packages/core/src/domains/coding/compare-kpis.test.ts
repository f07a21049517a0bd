import { KpiDifference } from '@vouch/contracts/domains/coding-metrics'
import { expect, test } from 'vitest'
import { compareKpis, type KpiSet } from './compare-kpis.ts'
import { knownDays } from './coding-records.ts'
import { sumByDay } from './session-day.ts'
import { simulateCoding, SIMULATION } from './simulate-coding.ts'

const WINDOW = { from: '2024-01-01T00:00:00Z', to: '2024-03-31T00:00:00Z' }

function setOf(model: string, least = 1, developers = 12): KpiSet {
  const sessions = [...simulateCoding({ ...SIMULATION, developers }).sessions].filter((one) =>
    one.model?.includes(model),
  )
  const records = { days: sumByDay(sessions, () => true), commits: [], pullRequests: [] }
  return { records, options: { window: WINDOW, known: knownDays(records), hasPolicy: true, least } }
}

const figureOf = (found: readonly KpiDifference[], name: string) => found.find((one) => one.name === name)

test('two models of which one is accepted more often differ in that, and in no figure they do not have', () => {
  const found = compareKpis(setOf('haiku'), setOf('sonnet'))
  for (const one of found) KpiDifference.parse(one)
  const acceptance = figureOf(found, 'acceptance_rate')
  expect(acceptance?.verdict).toBe('better')
  expect(acceptance?.difference).toBeCloseTo((acceptance?.second.value ?? 0) - (acceptance?.first.value ?? 0), 12)
  expect(acceptance?.interval?.[0]).toBeGreaterThan(0)
  expect(figureOf(found, 'commit_frequency')).toMatchObject({ difference: null, interval: null, verdict: 'unclear' })
})

test('the other way round a difference is the opposite', () => {
  const [a, b] = [compareKpis(setOf('haiku'), setOf('sonnet')), compareKpis(setOf('sonnet'), setOf('haiku'))]
  for (const { name, difference, interval, verdict } of a) {
    const other = figureOf(b, name)
    if (difference === null) continue
    expect(other?.difference).toBeCloseTo(-difference, 12)
    expect(other?.interval?.[0]).toBeCloseTo(-(interval?.[1] ?? 0), 9)
    expect([verdict, other?.verdict]).not.toEqual(['better', 'better'])
  }
})

test('of a model that four developers used nothing is told to those who may not see single ones', () => {
  const found = compareKpis(setOf('haiku', 5, 4), setOf('sonnet', 1))
  expect(figureOf(found, 'acceptance_rate')).toMatchObject({
    first: { value: null, reason: 'too_few', n: 0 },
    difference: null,
    interval: null,
  })
})
