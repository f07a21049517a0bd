import { expect, test } from 'vitest'
import { type CodingRecords, knownDays } from './coding-records.ts'
import { dateOf } from './utc-days.ts'
import { correlateDays } from './correlate-days.ts'
import { dailySeries, SESSION_SERIES, WORK_SERIES } from './daily-series.ts'
import { findAnomalies } from './find-anomalies.ts'
import { findFindings, type Findings } from './findings.ts'
import { type KpiOptions, measureKpis } from './measure-kpis.ts'
import { sumByDay } from './session-day.ts'
import { COMMIT_LAG_DAYS, simulateCoding, SIMULATION } from './simulate-coding.ts'

const MADE = simulateCoding({ ...SIMULATION, days: 180 })
const SESSIONS = [...MADE.sessions]
const RECORDS: CodingRecords = {
  days: sumByDay(SESSIONS, () => true),
  commits: MADE.commits.map(({ author, timestamp }) => ({ date: dateOf(timestamp), author, commits: 1 })),
  pullRequests: MADE.pullRequests,
}
const OPTIONS: KpiOptions = {
  window: { from: '2024-01-01T00:00:00Z', to: '2024-06-29T00:00:00Z' },
  known: knownDays(RECORDS),
  hasPolicy: true,
  least: 1,
}
const MODELS = [...new Set(SESSIONS.map(({ model }) => model ?? ''))].map((model) => ({
  model,
  days: sumByDay(
    SESSIONS.filter((one) => one.model === model),
    () => true,
  ),
}))

function found(records: CodingRecords, options: KpiOptions, models = MODELS): Findings & { pairs: readonly string[] } {
  const series = dailySeries(records, options)
  const of = (names: readonly string[]) => series.filter(({ name }) => names.includes(name))
  const correlations = correlateDays({ first: of(SESSION_SERIES), second: of(WORK_SERIES) })
  const pairs = correlations
    .filter(({ significant }) => significant)
    .map((one) => `${one.variable1}:${one.variable2}:${one.lag_days}`)
  const kpis = measureKpis(records, options)
  return { ...findFindings({ kpis, correlations, anomalies: findAnomalies(series), models }, options), pairs }
}

const SERIES = { name: 'x', kind: 'count', dates: [], values: [], hidden: new Set<string>() } as const
const ALL = found(RECORDS, OPTIONS)

test('every sentence has a number in it and says what it rests on', () => {
  expect(ALL.findings.length).toBeGreaterThan(5)
  for (const { text, cites } of [...ALL.findings, ...ALL.advice]) {
    expect(text).toMatch(/\d/)
    expect(text).not.toMatch(/NaN|null|undefined|Infinity/)
    expect(cites.length).toBeGreaterThan(0)
  }
})

test('what is true of the simulated sessions is found', () => {
  const cited = ALL.findings.flatMap(({ cites }) => cites)
  expect(cited).toContain(`anomaly:${MADE.outage}:errors`)
  expect(cited.some((one) => one.startsWith(`correlation:sessions:commits:${COMMIT_LAG_DAYS}`))).toBe(true)
  expect(cited).toContain('model:local/qwen2.5-coder-32b')
  expect(cited).toContain('unpriced:local/qwen2.5-coder-32b')
  const correlation = ALL.findings.find(({ cites }) => cites[0]?.startsWith('correlation:'))
  expect(correlation?.text).toMatch(/an association, not a cause/)
})

test('what is not true of them is not: sessions go with commits two days later (and, as a busy day makes the next one busy, a day beside that), and with pull requests never', () => {
  const others = ALL.pairs.filter((pair) => !/:commits:[123]$/.test(pair))
  expect(others).toEqual([])
  expect(ALL.findings.filter(({ cites }) => cites[0]?.startsWith('correlation:'))).toHaveLength(1)
})

test('of sessions without a cost it is told what is missing: a price of a model that has none, tokens of one that has', () => {
  const day = { ...RECORDS.days[0]!, sessions: 9, costed: 2 }
  const models = ['house/own', 'gpt-4o'].map((model) => ({ model, days: [day] }))
  const { advice } = found(RECORDS, OPTIONS, models)
  const [own, known] = models.map(({ model }) => advice.find(({ cites }) => cites.includes(`unpriced:${model}`))?.text)
  expect(own).toMatch(/7 sessions of house\/own .* does not know the model.* what each of them cost/)
  expect(known).toMatch(/7 sessions of gpt-4o .* tokens .*not known.* the tokens of the prompt and of the answer/)
})

test('of nothing there is no sentence, and the note says so', () => {
  const none = { days: [], commits: [], pullRequests: [] }
  const { findings, advice, note } = found(none, { ...OPTIONS, known: knownDays(none) }, [])
  expect([findings, advice]).toEqual([[], []])
  expect(note).toMatch(/nothing to say yet: 0 of 9/)
})

test('the note says of what correlations are: no weekday’s mean is taken off fewer than three weeks', () => {
  const [one] = correlateDays({ first: [SERIES], second: [SERIES] })
  const noteOf = (...pairs: readonly number[]) => {
    const correlations = pairs.map((n) => ({ ...one!, n, r: 0.5 }))
    return findFindings({ kpis: measureKpis(RECORDS, OPTIONS), correlations, anomalies: [], models: [] }, OPTIONS).note
  }
  expect(ALL.note).toMatch(
    /correlations are of what is left when each weekday’s mean is taken off, and are associations/,
  )
  expect(noteOf(20, 13)).toMatch(
    /correlations are of the days as they are, which are fewer than 21 pairs, and are assoc/,
  )
  expect(noteOf(21, 20)).toMatch(
    /weekday’s mean is taken off, those of fewer than 21 pairs of days of the days as they/,
  )
  expect(noteOf()).not.toMatch(/weekday|associations/)
})

test('of four developers nothing is told to those who may not see single ones', () => {
  const few = new Set([...new Set(SESSIONS.map((one) => one.developer_id))].slice(0, 4))
  const records = {
    days: RECORDS.days.filter(({ developer }) => few.has(developer)),
    commits: RECORDS.commits.filter(({ author }) => few.has(author)),
    pullRequests: RECORDS.pullRequests.filter(({ author }) => few.has(author)),
  }
  const models = MODELS.map(({ model, days }) => ({ model, days: days.filter(({ developer }) => few.has(developer)) }))
  const { findings, advice } = found(records, { ...OPTIONS, least: 5 }, models)
  expect([findings, advice]).toEqual([[], []])
})
