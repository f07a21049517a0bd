import { MeasureOutput } from '@vouch/contracts/measure'
import type { Metric } from '@vouch/contracts/metric'
import { createRandom } from '@vouch/core/random'
import { beforeAll, expect, it } from 'vitest'
import { outcome, review } from '../db/schema/reviews.ts'
import { createId, idTimeMs } from '../id.ts'
import { accountClient, type Send } from '../testing/accounts.ts'
import { forEachServer } from '../testing/for-each-server.ts'

const DAY_MS = 86_400_000
const LABELS = ['PLANET', 'FALSE POSITIVE'] as const
type Event = typeof review.$inferInsert

/** Calls of some days, judged by some experts, and what came of a part of them: all from one seed. */
function makeEvents(experts: readonly string[], now: number) {
  const random = createRandom('measured')
  const label = () => LABELS[random.int(2)]!
  const reviews: Event[] = []
  const outcomes: (typeof outcome.$inferInsert)[] = []
  for (let i = 0; i < 120; i++) {
    const called = label()
    const call = {
      predictionId: createId('prd', now - (1 + random.int(50)) * DAY_MS),
      row: random.int(9),
      domain: 'exoplanet',
      subject: `star ${random.int(40)}`,
      subgroup: { period: random.int(2) === 0 ? 'short' : 'long' },
      modelId: 'koi',
      modelVersion: random.int(2) === 0 ? '1.0.0' : '1.1.0',
      probability: called === 'PLANET' ? 0.5 + random.uniform() / 2 : random.uniform() / 2,
      abstained: random.int(10) === 0,
      threshold: 0.5,
      slice: random.int(3) === 0 ? ('random' as const) : ('uncertain' as const),
    }
    for (const accountId of experts) {
      if (random.int(3) === 0) continue
      const shown = random.int(4) === 0 ? ('nothing' as const) : ('call' as const)
      const say = (corrects: string | null): Event => {
        const said = random.int(8) === 0 ? null : label()
        const verdict = said === null ? 'unsure' : said === called && shown === 'call' ? 'accept' : 'correct'
        const id = createId('rev', now + reviews.length)
        const rest = { reasons: [], note: '', shown, label: called, corrects }
        return {
          ...call,
          ...rest,
          id,
          kind: 'review',
          accountId,
          verdict,
          said,
          createdAt: new Date(now + reviews.length),
        }
      }
      reviews.push(say(null))
      if (random.int(5) === 0) reviews.push(say(reviews.at(-1)!.id))
    }
    if (random.int(2) === 0)
      outcomes.push({
        ...call,
        id: createId('out', now + i),
        label: label(),
        source: 'archive',
        detail: '',
        observedOn: new Date(now - random.int(60) * DAY_MS).toISOString().slice(0, 10),
        accountId: experts[0]!,
        call: called,
      })
  }
  return { reviews, outcomes }
}

/** The share, and of how many; counted from the events, in the plainest way. */
const share = (hits: readonly boolean[]) => ({
  value: hits.length === 0 ? null : hits.filter(Boolean).length / hits.length,
  n: hits.length,
})

forEachServer('figures of judged calls', {}, (open) => {
  let send: Send
  let events: ReturnType<typeof makeEvents>
  beforeAll(async () => {
    const client = accountClient(open())
    const experts = [await client.member(), await client.member(), await client.withRole('expert', 'exoplanet')]
    send = client.as(experts[2]!.tokens)
    events = makeEvents(
      experts.map(({ id }) => id),
      Date.now() - 5000,
    )
    const { sql: db } = open().services.database
    for (const event of events.reviews) await db.insert(review).values(event)
    await db.insert(outcome).values(events.outcomes)
  })

  const measure = async (query = '') =>
    MeasureOutput.parse(await (await send('GET', `/api/measures?domain=exoplanet&days_back=60${query}`)).json())
  const find = (figures: readonly Metric[], metric: string, split: string) => {
    const found = figures.find((one) => one.metric === metric && one.split === split)
    return { value: found?.value ?? null, n: found?.n }
  }
  /** What stands, by who goes through the events by hand. */
  const standing = () => {
    const corrected = new Set(events.reviews.map(({ corrects }) => corrects))
    return events.reviews.filter(({ id }) => !corrected.has(id))
  }
  const outcomeOf = ({ predictionId, row }: Event) =>
    events.outcomes.find((one) => one.predictionId === predictionId && one.row === row)?.label

  it.each(['random', 'judged'])('are what the raw events come to, of calls that are %s', async (split) => {
    const { figures, counts } = await measure()
    const counted = <Row extends { slice?: string | null | undefined }>(rows: readonly Row[]) =>
      rows.filter(({ slice }) => split === 'judged' || slice === 'random')
    const outcomes = counted(events.outcomes).filter(({ abstained }) => !abstained)
    expect(find(figures.accuracy, 'accuracy', split)).toEqual(share(outcomes.map(({ call, label }) => call === label)))
    const verdicts = counted(standing()).filter(({ said }) => said !== null)
    const agreeing = verdicts.filter(({ abstained }) => !abstained)
    expect(find(figures.agreement, 'agreement', split)).toEqual(
      share(agreeing.map(({ said, label }) => said === label)),
    )
    const known = verdicts.filter((event) => outcomeOf(event) !== undefined)
    expect(find(figures.skill, 'skill', split)).toEqual(share(known.map((event) => event.said === outcomeOf(event))))
    expect(counts.with_outcome).toBe(events.outcomes.length)
    const before = events.outcomes.filter(
      ({ predictionId, observedOn }) => Date.parse(observedOn) + DAY_MS <= idTimeMs(predictionId),
    )
    expect(counts.known_before).toBe(before.length)
    expect(before.length % events.outcomes.length).toBeGreaterThan(0)
    expect(counts.verdicts).toBe(events.reviews.length)
  })

  it('are the same whenever they are asked for, each with its n and its interval', async () => {
    const [first, again] = [await measure(), await measure()]
    const { from: _from, to: _to, over_time: _first, ...told } = first
    expect(again).toMatchObject(told)
    const all = [...first.figures.accuracy, ...first.figures.skill, ...first.figures.agreement]
    for (const { value, interval, n } of all) {
      if (value === null) continue
      expect(n).toBeGreaterThan(0)
      expect(interval?.[0]).toBeLessThanOrEqual(value)
      expect(interval?.[1]).toBeGreaterThanOrEqual(value)
    }
  })

  it('are told apart by version and by subgroup, whose calls add up to all', async () => {
    const { counts, versions, subgroups, over_time } = await measure()
    const sum = (parts: readonly { calls: number }[]) => parts.reduce((total, { calls }) => total + calls, 0)
    expect(versions.map(({ model, version }) => `${model} ${version}`)).toEqual(['koi 1.0.0', 'koi 1.1.0'])
    expect([sum(versions), sum(subgroups), sum(over_time)]).toEqual([counts.calls, counts.calls, counts.calls])
    const one = await measure('&model_version=1.0.0')
    expect(one.counts.calls).toBe(versions[0]?.calls)
  })

  it('are null where there is nothing to measure, and not 0', async () => {
    const { figures, counts } = await measure('&model=none')
    expect(counts.calls).toBe(0)
    for (const { value, interval, n } of [...figures.accuracy, ...figures.skill, ...figures.agreement])
      expect({ value, interval, n }).toEqual({ value: null, interval: null, n: 0 })
  })
})
