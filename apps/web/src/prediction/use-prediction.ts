import type { BlindCall, Call, PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { PAGE_LIMIT } from '@vouch/contracts/page'
import type { NotAssessed } from '@vouch/contracts/prediction'
import { useEffect, useMemo, useState } from 'react'
import { trpc } from '../trpc.ts'

/** Calls brought to the page before the reader asks for more: as many as one answer to an upload may hold. */
export const CALLS_AT_ONCE = 20_000

const pageOf = (id: string) => ({ id, limit: PAGE_LIMIT })

/** Puts the calls an upload was answered with where the result's screen looks for them: they are not fetched again. */
export function useKeepCalls() {
  const utils = trpc.useUtils()
  return (id: string, { predictions, not_assessed, next_cursor }: PredictOutput) => {
    utils.exoplanet.calls.setInfiniteData(pageOf(id), {
      pages: [{ prediction_id: id, predictions, not_assessed, blind: [], next_cursor }],
      pageParams: [null],
    })
  }
}

export interface StoredCalls {
  calls: Call[]
  /** rows whose calls the reader is to judge before they are shown */
  blind: BlindCall[]
  notAssessed: NotAssessed[]
  /** whether every row of the submission is here */
  complete: boolean
  loading: boolean
  error: unknown
  loadMore: () => void
}

/** A submission's calls, page after page until `CALLS_AT_ONCE` are here; more when the reader asks. */
export function useCalls(id: string): StoredCalls {
  const [wanted, setWanted] = useState(CALLS_AT_ONCE)
  const query = trpc.exoplanet.calls.useInfiniteQuery(pageOf(id), {
    getNextPageParam: (page) => page.next_cursor,
  })
  const calls = useMemo(() => query.data?.pages.flatMap((page) => page.predictions) ?? [], [query.data])
  const notAssessed = useMemo(() => query.data?.pages.flatMap((page) => page.not_assessed) ?? [], [query.data])
  const blind = useMemo(() => query.data?.pages.flatMap((page) => page.blind) ?? [], [query.data])
  const here = calls.length + notAssessed.length + blind.length
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const more = hasNextPage && !isFetching && !isError && here < wanted
  useEffect(() => {
    if (more) void fetchNextPage()
  }, [more, fetchNextPage])
  return {
    calls,
    blind,
    notAssessed,
    complete: query.data !== undefined && !hasNextPage,
    loading: isFetching || more,
    error: query.error,
    loadMore: () => setWanted(here + CALLS_AT_ONCE),
  }
}
