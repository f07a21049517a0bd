import { TraceId, type CodingSession } from '@vouch/contracts/domains/coding'
import type { Metrics, MetricsQuery } from '@vouch/contracts/domains/coding-metrics'
import { tracked, type TrackedEnvelope } from '@trpc/server'
import { VouchError } from '@vouch/core/error'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../../trpc.ts'
import { sessionsSince } from './batch-store.ts'
import { getMetrics } from './metrics.ts'
import { leastOf, noteLook, seeDevelopers, type Visibility, visibilityOf } from './visibility.ts'

/** How often the figures are sent. */
const METRICS_MS = 5000

interface Watch {
  readonly lastEventId?: string | null | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * Sessions as they arrive, of the developers whom the caller may see. Who comes again names the last one that he has, and
 * goes on exactly after it.
 */
export async function watchSessions(
  ctx: Context,
  { lastEventId, signal }: Watch,
): Promise<AsyncIterable<TrackedEnvelope<CodingSession>>> {
  const visibility = await seeDevelopers(ctx)
  await noteLook(ctx, visibility, 'coding.sessions', null)
  const developers = visibility.all ? null : visibility.own
  const { ends, leave } = takePlace(ctx, { seen: visibility, signal })
  const last = TraceId.safeParse(lastEventId)
  return sessions(ctx, { developers, since: last.success ? last.data : null, ends, leave })
}

async function* sessions(
  { services }: Context,
  how: {
    readonly developers: readonly string[] | null
    readonly since: string | null
    readonly ends: AbortSignal
    leave(): void
  },
): AsyncGenerator<TrackedEnvelope<CodingSession>, void, undefined> {
  const { developers, since, ends, leave } = how
  const mine = developers === null ? null : new Set(developers)
  const missed = since === null ? undefined : sessionsSince(services.database.sql, since, developers)
  try {
    for await (const session of services.codingFeed.watch(ends, missed)) {
      if (ends.aborted) return
      const { developer_id: developer, id } = session
      if (mine === null || (developer !== null && mine.has(developer))) yield tracked(id, session)
    }
  } finally {
    leave()
  }
}

/** The figures, at once and then every few seconds. */
export async function watchMetrics(
  ctx: Context,
  query: MetricsQuery,
  { signal }: Pick<Watch, 'signal'>,
): Promise<AsyncIterable<Metrics>> {
  const seen = await visibilityOf(ctx)
  // what is told depends on how few may be told of, and on nothing else of who asks
  const key = JSON.stringify([query, leastOf(seen)])
  const look = () => ctx.services.codingFigures.get(key, () => getMetrics(ctx, query))
  const first = await look()
  return metrics(look, { first, ...takePlace(ctx, { seen, signal }) })
}

async function* metrics(
  look: () => Promise<Metrics>,
  { first, ends, leave }: { readonly first: Metrics; readonly ends: AbortSignal; leave(): void },
): AsyncGenerator<Metrics, void, undefined> {
  try {
    yield first
    while (!ends.aborted) {
      await sleep(METRICS_MS, undefined, { signal: ends, ref: false }).catch(() => undefined)
      if (!ends.aborted) yield await look()
    }
  } finally {
    leave()
  }
}

/** A stream ends when its caller is not who he was, or may not see what he saw. */
function takePlace(
  ctx: Context,
  { seen, signal }: { readonly seen: Visibility; readonly signal: AbortSignal | undefined },
): { ends: AbortSignal; leave: () => void } {
  const { services, caller, recheck } = ctx
  const place = services.streams.enter(caller, async () => {
    const now = await visibilityOf({ ...ctx, caller: await recheck() })
    if (!isDeepStrictEqual(now, seen)) throw new VouchError('unauthorized', 'What this caller may see has changed.')
  })
  // whoever leaves before he has read anything leaves his place too
  signal?.addEventListener('abort', place.leave, { once: true })
  return { ends: signal ? AbortSignal.any([signal, place.signal]) : place.signal, leave: place.leave }
}
