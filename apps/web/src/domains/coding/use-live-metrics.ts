import { Metrics } from '@vouch/contracts/domains/coding-metrics'
import { useEffect, useState } from 'react'
import { useSession } from '../../account/browser-session.ts'
import { parseJson, problemOf, type ShownProblem } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { useVisible } from '../../ui/use-visible.ts'
import { watchEvents } from '../../watch-events.ts'
import { type CodingSearch, metricsQuery } from './coding-search.ts'

/** How often it is asked while no stream stands. */
const ASK_MS = 15_000

export interface LiveMetrics {
  readonly metrics: Metrics | null
  /** a stream stands */
  readonly live: boolean
  readonly problem: ShownProblem | null
}

/** The nine figures as they are, and as they become; where the stream breaks off they are asked for again and again. */
export function useLiveMetrics(search: CodingSearch): LiveMetrics {
  const query = metricsQuery(search)
  const path = `/api/metrics/events?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`
  // what one reader was told is not shown to the next
  const { change } = useSession()
  const key = `${change} ${path}`
  const visible = useVisible()
  const [standing, setStanding] = useState<string | null>(null)
  const [told, setTold] = useState<{ readonly key: string; readonly metrics: Metrics } | null>(null)
  const live = standing === key
  const asked = trpc.coding.metrics.useQuery(query, { staleTime: 0, refetchInterval: live ? false : ASK_MS })
  useEffect(() => {
    if (!visible) return undefined
    const controller = new AbortController()
    watchEvents(path, {
      signal: controller.signal,
      onStanding: (stands) => setStanding(stands ? key : null),
      onEvent({ data }) {
        const metrics = Metrics.safeParse(parseJson(data))
        if (metrics.success) setTold({ key, metrics: metrics.data })
        return false
      },
    }).catch(() => setStanding(null)) // what is asked for beside it says what is wrong
    return () => controller.abort()
  }, [key, path, visible])
  return {
    metrics: newer(told?.key === key ? told.metrics : null, asked.data ?? null),
    live,
    problem: asked.error === null ? null : problemOf(asked.error),
  }
}

/** What was streamed before the stream broke off is not shown in place of what was asked for since, nor the other way round. */
function newer(one: Metrics | null, other: Metrics | null): Metrics | null {
  if (one === null || other === null) return one ?? other
  return Date.parse(one.timestamp) > Date.parse(other.timestamp) ? one : other
}
