import { CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import { expect, test } from 'vitest'
import { SIMULATION, simulateCoding } from './simulate-coding.ts'

const PLAN = { ...SIMULATION, days: 28, sessionsPerDay: 40 }

test('simulated records are those of the wire', () => {
  const { sessions, pullRequests, commits } = simulateCoding(PLAN)
  for (const session of sessions) CodingSession.omit({ id: true }).parse(session)
  for (const one of pullRequests) PullRequest.parse(one)
  for (const one of commits) Commit.parse(one)
  expect(pullRequests.length).toBeGreaterThan(20)
  expect(commits.length).toBeGreaterThan(200)
})

test('one seed gives the same records, each time they are read', () => {
  const [a, b] = [simulateCoding(PLAN), simulateCoding(PLAN)]
  expect([...a.sessions]).toEqual([...b.sessions])
  expect([...a.sessions]).toEqual([...a.sessions])
  expect(a.commits).toEqual(b.commits)
  expect([...simulateCoding({ ...PLAN, seed: 'other' }).sessions]).not.toEqual([...a.sessions])
})

test('no two sessions share what makes a trace that trace, and every developer has an address that is nobody’s', () => {
  const sessions = [...simulateCoding(PLAN).sessions]
  expect(new Set(sessions.map(({ session_id: id }) => id)).size).toBe(sessions.length)
  const developers = new Set(sessions.map(({ developer_id: id }) => id))
  expect(developers.size).toBe(12)
  for (const id of developers) expect(id).toMatch(/^dev-\d\d@example\.com$/)
})

test('much fails on the day of the outage, and little on others', () => {
  const { sessions, outage } = simulateCoding(PLAN)
  const failed = (of: boolean) => {
    const own = [...sessions].filter(({ timestamp }) => timestamp.startsWith(outage) === of)
    return own.filter(({ status_code: status }) => (status ?? 0) >= 400).length / own.length
  }
  expect(failed(true)).toBeGreaterThan(0.25)
  expect(failed(false)).toBeLessThan(0.05)
})
