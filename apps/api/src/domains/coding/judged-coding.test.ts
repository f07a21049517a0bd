import { type CodingSession, type PullRequest, SessionDetail } from '@vouch/contracts/domains/coding'
import { MeasureOutput } from '@vouch/contracts/measure'
import { outcomeOf } from '@vouch/core/domains/coding/outcome-of'
import { createRandom } from '@vouch/core/random'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { type Send, accountClient } from '../../testing/accounts.ts'
import { audit } from '../../db/schema/audit.ts'
import { sessionOf } from '../../testing/coding-session.ts'
import { forEachServer } from '../../testing/for-each-server.ts'
import { drawDecided } from './judged-store.ts'
import { toSessionRows } from './session-rows.ts'
import { insertSessions } from './session-store.ts'
import { upsertPullRequests } from './work-store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MODELS = ['openai/gpt-4o', 'GPT 4 of ours', null]

/** Sessions and pull requests close to each other, so that what followed is often near a bound. */
function made(): { sessions: CodingSession[]; pulls: PullRequest[] } {
  const random = createRandom('judged')
  const start = Date.now() - 60 * DAY_MS
  // whole hours: some fall on the very moment of another, and seven days after it
  const at = () => new Date(start + random.int(24 * 50) * HOUR_MS).toISOString()
  const one = <T>(of: readonly T[]): T => of[random.int(of.length)]!
  const sessions = Array.from({ length: 300 }, (_, i) =>
    sessionOf(i, {
      developer_id: one(['d1', 'd2', 'd3', null]),
      timestamp: at(),
      model: one(MODELS),
      accepted_flag: one([true, false, null]),
      confidence: one([0.25, 0.75, null]),
      repo_slug: one(['example/app', 'example/api', null]),
    }),
  )
  const pulls = Array.from({ length: 60 }, (_, i): PullRequest => {
    const merged = random.uniform() < 0.7
    const state = merged || random.uniform() < 0.5 ? 'closed' : 'open'
    return {
      repo_slug: one(['example/app', 'example/api', null]),
      number: i + 1,
      title: null,
      author: one(['d1', 'd2', 'd3', null]),
      state,
      created_at: at(),
      closed_at: null,
      merged_at: merged ? new Date(start + 55 * DAY_MS).toISOString() : null,
      updated_at: null,
      reopened: one([true, false, null]),
      reverts: random.uniform() < 0.3 ? 1 + random.int(60) : null,
      simulated: false,
    }
  })
  return { sessions, pulls }
}

const byFirst = ([a = '']: readonly string[], [b = '']: readonly string[]) => (a < b ? -1 : 1)

forEachServer('sessions that were decided on', {}, (open) => {
  const { sessions, pulls } = made()
  const decided = sessions.filter(({ accepted_flag: accepted }) => accepted !== null)
  const wanted = { from: Date.now() - 70 * DAY_MS, to: Date.now(), most: 1000 }
  let expert: Send
  let other: Send
  beforeAll(async () => {
    const { database } = open().services
    await insertSessions(database.sql, toSessionRows(sessions), { ingestId: 'ing_x', batch: 'x' })
    await upsertPullRequests(database.sql, pulls, 'ing_test')
    const client = accountClient(open())
    expert = client.as((await client.withRole('expert', 'coding')).tokens)
    other = client.as((await client.withRole('expert', 'exoplanet')).tokens)
  })
  const measured = async (query = '') => {
    const answer = await expert('GET', `/api/measures?domain=coding${query}`)
    if (!answer.ok) throw new Error(await answer.text())
    return MeasureOutput.parse(await answer.json())
  }

  it('come of a database with the outcome that the rule gives each', async () => {
    const found = await drawDecided(open().services.database.sql, wanted)
    const expected = decided.map((session) => {
      const following = pulls.filter(
        ({ author, repo_slug: repo }) =>
          author !== null && repo !== null && author === session.developer_id && repo === session.repo_slug,
      )
      const reverted = pulls.flatMap(({ reverts, merged_at: merged, repo_slug: repo }) =>
        reverts !== null && merged !== null && repo === session.repo_slug ? [reverts] : [],
      )
      return [session.id, outcomeOf(session.timestamp, following, new Set(reverted))]
    })
    expect(Object.fromEntries(found.sessions.map(({ id, outcome }) => [id, outcome]))).toEqual(
      Object.fromEntries(expected),
    )
    // each of them is among what is compared
    expect(new Set(expected.map(([, outcome]) => outcome))).toEqual(
      new Set(['merged', 'reworked', 'reverted', 'closed', 'open', null]),
    )
    const some = found.sessions.find(({ outcome }) => outcome === 'reverted')
    const detail = SessionDetail.parse(await (await expert('GET', `/api/sessions/${some?.id}`)).json())
    expect(detail.outcome).toBe('reverted')
  })

  it('are drawn by the hash in their ids where they are too many, and it is told how many of how many', async () => {
    const { database } = open().services
    const drawn = await drawDecided(database.sql, { ...wanted, most: 50 })
    expect(drawn.of).toBe(decided.length)
    const least = decided.map(({ id }) => id).toSorted().slice(0, 50) // prettier-ignore
    expect(drawn.sessions.map(({ id }) => id)).toEqual(least)
    expect((await measured()).drawn).toEqual({ of: decided.length, n: decided.length })
  })

  it('are measured: agreement with developers over time, by model and repository, and both against what became of it', async () => {
    const found = await measured('&every=week&days_back=70')
    const accepted = decided.filter(({ accepted_flag: flag }) => flag).length
    const [agreement] = found.figures.agreement
    expect(agreement).toMatchObject({ metric: 'agreement', split: 'random', n: decided.length })
    expect(agreement?.value).toBeCloseTo(accepted / decided.length, 12)
    expect(found.counts).toMatchObject({ calls: decided.length, reviewed: decided.length, blind: 0, known_before: 0 })
    expect(found.counts.with_outcome).toBeGreaterThan(20)
    expect(found.figures.accuracy[0]).toMatchObject({ metric: 'accuracy', n: found.counts.with_outcome })
    expect(found.figures.skill[0]).toMatchObject({ metric: 'skill', n: found.counts.with_outcome })
    expect(found.calibration.metrics[0]).toMatchObject({ metric: 'brier' })
    expect(found.versions.map(({ model, version }) => [model, version]).toSorted(byFirst)).toEqual([
      ['GPT 4 of ours', ''],
      ['not named', ''],
      ['openai/gpt-4o', ''],
    ])
    const repositories = found.subgroups.filter(({ by }) => by === 'repository')
    expect(repositories.map(({ value }) => value)).toEqual(['example/api', 'example/app', null])
    expect(found.over_time.reduce((sum, { calls }) => sum + calls, 0)).toBe(decided.length)
    const [only] = (await measured('&model=openai/gpt-4o')).versions
    expect(only).toMatchObject({ model: 'openai/gpt-4o' })
    expect(JSON.stringify(found)).not.toMatch(/"d[123]"/)
  })

  it('are measured for an expert of coding and for nobody else, and it stands in the audit', async () => {
    const looked = () => open().services.database.sql.$count(audit, eq(audit.action, 'coding.measures'))
    const before = await looked()
    await measured()
    expect(await looked()).toBe(before + 1)
    expect((await other('GET', '/api/measures?domain=coding')).status).toBe(403)
    expect(await looked()).toBe(before + 1)
  })
})
