import type { CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import { createRandom, type Random } from '../../random.ts'
import { DAY_MS, dateOf } from './utc-days.ts'

export interface SimulationPlan {
  readonly seed: string
  /** first day, YYYY-MM-DD */
  readonly from: string
  readonly days: number
  readonly developers: number
  /** on a usual weekday; about a sixth of that at a weekend */
  readonly sessionsPerDay: number
}

export const SIMULATION: SimulationPlan = {
  seed: 'coding',
  from: '2024-01-01',
  days: 90,
  developers: 12,
  sessionsPerDay: 150,
}

export interface SimulatedCoding {
  /** day by day, within a day in no order; made while they are read, and the same each time */
  readonly sessions: Iterable<Omit<CodingSession, 'id'>>
  readonly pullRequests: readonly PullRequest[]
  readonly commits: readonly Commit[]
  /** the day on which two calls in five failed, YYYY-MM-DD */
  readonly outage: string
}

/** Days after which what a day's sessions began is committed. */
export const COMMIT_LAG_DAYS = 2

interface SimulatedModel {
  readonly name: string
  readonly share: number
  readonly accepted: number
  readonly failed: number
  /** dollars for a million tokens in and out; null: it has no price */
  readonly price: readonly [number, number] | null
}

/** Prices are near those of 2024, and no price table. */
const MODELS: readonly SimulatedModel[] = [
  { name: 'anthropic/claude-3-5-sonnet-20241022', share: 0.45, accepted: 0.36, failed: 0.015, price: [3, 15] },
  { name: 'openai/gpt-4o-2024-08-06', share: 0.3, accepted: 0.31, failed: 0.02, price: [2.5, 10] },
  { name: 'anthropic/claude-3-haiku-20240307', share: 0.17, accepted: 0.24, failed: 0.02, price: [0.25, 1.25] },
  { name: 'local/qwen2.5-coder-32b', share: 0.08, accepted: 0.17, failed: 0.06, price: null },
]
const REPOSITORIES = ['example/app', 'example/api', 'example/docs'] as const
const OUTAGE_FAILED = 0.4

/**
 * Made-up sessions, pull requests and commits with a known truth: weekdays and nights, developers and models that differ, days
 * that are like the day before, commits that follow sessions two days later, and one day on which much failed. To try the
 * product with, to test and to time it; no figure is of anybody.
 */
export function simulateCoding(plan: SimulationPlan = SIMULATION): SimulatedCoding {
  const random = createRandom(plan.seed)
  const start = Date.parse(plan.from)
  const busy = busyness(plan.days, random.fork('busyness'))
  const outage = outageDay(start, plan.days)
  const developers = Array.from({ length: plan.developers }, (_, i) =>
    simulateDeveloper(i, random.fork(`developer ${i}`)),
  )
  const sums = running(developers.map(({ weight }) => weight))
  return {
    sessions: {
      *[Symbol.iterator]() {
        for (let day = 0; day < plan.days; day++)
          yield* sessionsOfDay({
            seed: plan.seed,
            day,
            at: start + day * DAY_MS,
            mean: plan.sessionsPerDay * (busy[day] ?? 1) * weekday(start + day * DAY_MS),
            failed: day === outage ? OUTAGE_FAILED : null,
            developers,
            sums,
            random: random.fork(`sessions ${day}`),
          })
      },
    },
    pullRequests: simulatePullRequests(plan, developers, random.fork('pull requests')),
    commits: simulateCommits(plan, { developers, busy, random: random.fork('commits') }),
    outage: dateOf(start + outage * DAY_MS),
  }
}

interface Developer {
  readonly id: string
  /** how much he does, and how readily he accepts */
  readonly weight: number
  readonly readiness: number
  readonly repository: string
}

function simulateDeveloper(i: number, random: Random): Developer {
  return {
    id: `dev-${String(i + 1).padStart(2, '0')}@example.com`,
    weight: Math.exp(0.4 * random.normal()),
    readiness: Math.exp(0.2 * random.normal()),
    repository: REPOSITORIES[i % REPOSITORIES.length] ?? REPOSITORIES[0],
  }
}

/** How much is done on each day beside what its weekday does: a first-order autoregression, as a factor. */
function busyness(days: number, random: Random): number[] {
  let state = 0
  return Array.from({ length: days }, () => {
    state = 0.4 * state + Math.sqrt(1 - 0.4 ** 2) * random.normal()
    return Math.exp(0.3 * state)
  })
}

function weekday(at: number): number {
  const day = new Date(at).getUTCDay()
  return day === 0 || day === 6 ? 0.16 : day === 5 ? 0.85 : 1
}

/** A weekday about two thirds on. */
function outageDay(start: number, days: number): number {
  let day = Math.floor((days * 2) / 3)
  while (day > 0 && weekday(start + day * DAY_MS) < 0.5) day--
  return day
}

interface DayPlan {
  readonly seed: string
  readonly day: number
  readonly at: number
  readonly mean: number
  readonly failed: number | null
  readonly developers: readonly Developer[]
  readonly sums: readonly number[]
  readonly random: Random
}

const MODEL_SUMS = running(MODELS.map(({ share }) => share))

function* sessionsOfDay(plan: DayPlan): Generator<Omit<CodingSession, 'id'>> {
  const count = plan.random.poisson(plan.mean)
  for (let i = 0; i < count; i++) yield simulateSession(plan, i)
}

function simulateSession(
  { seed, day, at, failed, developers, sums, random }: DayPlan,
  i: number,
): Omit<CodingSession, 'id'> {
  const developer = draw(developers, sums, random)
  const model = draw(MODELS, MODEL_SUMS, random)
  const status = random.uniform() < (failed ?? model.failed) ? (random.uniform() < 0.5 ? 429 : 500) : 200
  const tokensIn = Math.round(900 * Math.exp(0.8 * random.normal()))
  const tokensOut = status === 200 ? Math.round(220 * Math.exp(0.7 * random.normal())) : 0
  const judged = status === 200 && random.uniform() < 0.85
  const accepted = judged && random.uniform() < Math.min(0.95, model.accepted * developer.readiness)
  const cached = Math.floor(tokensIn * 0.5 * random.uniform())
  return {
    session_id: `${seed}-${day}-${i}`,
    developer_id: developer.id,
    timestamp: new Date(at + momentOfDay(random)).toISOString(),
    model: model.name,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    tokens_cached: cached,
    tokens_cache_written: null,
    tokens_reasoning: null,
    total_tokens: tokensIn + tokensOut,
    latency_ms: Math.round(1400 * Math.exp(0.5 * random.normal())),
    status_code: status,
    accepted_flag: judged ? accepted : null,
    accepted_lines: accepted ? 1 + random.poisson(11) : null,
    diff_ratio: judged
      ? Math.round(1000 * (accepted ? 0.6 + 0.4 * random.uniform() : 0.6 * random.uniform())) / 1000
      : null,
    confidence: Math.round(1000 * (0.25 + 0.5 * random.uniform() + (accepted ? 0.2 : 0))) / 1000,
    repo_slug: random.uniform() < 0.8 ? developer.repository : (REPOSITORIES[random.int(REPOSITORIES.length)] ?? null),
    cost_usd:
      model.price === null
        ? null
        : Math.round(tokensIn * model.price[0] * 100 + tokensOut * model.price[1] * 100) / 1e8,
    priced_by: model.price === null ? null : 'simulated',
    source: 'simulated',
  }
}

/** Milliseconds from midnight: most by day, a few at night. */
function momentOfDay(random: Random): number {
  const hour = random.uniform() < 0.06 ? 24 * random.uniform() : 13 + 2.6 * random.normal()
  return Math.floor(Math.min(0.9999, Math.max(0, hour / 24)) * DAY_MS)
}

const COMMITS_PER_DAY = 1.6
/** A day's commits go with this power of how busy it was two days before. */
const FOLLOWS = 0.9

function simulateCommits(
  plan: SimulationPlan,
  { developers, busy, random }: { developers: readonly Developer[]; busy: readonly number[]; random: Random },
): Commit[] {
  const start = Date.parse(plan.from)
  return Array.from({ length: plan.days }, (_, day) => {
    const at = start + day * DAY_MS
    const follows = (busy[day - COMMIT_LAG_DAYS] ?? 1) ** FOLLOWS
    return developers.flatMap((developer): Commit[] =>
      Array.from({ length: random.poisson(COMMITS_PER_DAY * developer.weight * weekday(at) * follows) }, () => ({
        sha: hex(random, 40),
        repo_slug: developer.repository,
        author: developer.id,
        timestamp: new Date(at + momentOfDay(random)).toISOString(),
        message: 'Simulated',
        reverts: null,
        simulated: true,
      })),
    )
  }).flat()
}

const PULL_REQUESTS_PER_DAY = 0.16
const HOUR_MS = 3_600_000

function simulatePullRequests(plan: SimulationPlan, developers: readonly Developer[], random: Random): PullRequest[] {
  const start = Date.parse(plan.from)
  const end = start + plan.days * DAY_MS
  const found: PullRequest[] = []
  for (let day = 0; day < plan.days; day++)
    for (const developer of developers) {
      const at = start + day * DAY_MS
      const count = random.poisson(PULL_REQUESTS_PER_DAY * developer.weight * weekday(at))
      for (let i = 0; i < count; i++)
        found.push(simulatePullRequest(found.length + 1, { developer, at: at + momentOfDay(random), end, random }))
    }
  return found
}

function simulatePullRequest(
  number: number,
  { developer, at, end, random }: { developer: Developer; at: number; end: number; random: Random },
): PullRequest {
  const closes = at + Math.ceil(14 * Math.exp(1.1 * random.normal()) * HOUR_MS)
  const merges = random.uniform() < 0.88
  const again = random.uniform() < 0.12
  const reverts = random.uniform() < 0.03 && number > 1 ? number - 1 : null
  const closed = closes < end
  const time = (is: boolean) => (is ? new Date(closes).toISOString() : null)
  return {
    repo_slug: developer.repository,
    number,
    title: reverts === null ? `Simulated change ${number}` : `Revert simulated change ${reverts} (#${reverts})`,
    author: developer.id,
    state: closed ? 'closed' : 'open',
    created_at: new Date(at).toISOString(),
    closed_at: time(closed),
    merged_at: time(closed && merges),
    updated_at: new Date(Math.min(closes, end - 1)).toISOString(),
    reopened: again,
    reverts,
    simulated: true,
  }
}

function running(weights: readonly number[]): number[] {
  let sum = 0
  return weights.map((weight) => (sum += weight))
}

/** One of some, by running sums of their weights. */
function draw<T>(items: readonly T[], sums: readonly number[], random: Random): T {
  const at = random.uniform() * (sums.at(-1) ?? 0)
  let i = 0
  while (i < items.length - 1 && at >= (sums[i] ?? 0)) i++
  const item = items[i]
  if (item === undefined) throw new RangeError('there is nothing to draw from')
  return item
}

function hex(random: Random, digits: number): string {
  let text = ''
  while (text.length < digits) text += random.int(0x10000).toString(16).padStart(4, '0')
  return text.slice(0, digits)
}
