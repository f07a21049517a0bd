import type { CallLabel } from '@vouch/contracts/domains/exoplanet'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { explainCurve, fetchCandidate } from './light-curve-client.ts'

/** A stored call's curve. @param points of it, at most */
export function useCandidate(id: string, row: number, points: number) {
  return useQuery({
    queryKey: ['light-curve', 'candidate', { id, row, points }],
    queryFn: ({ signal }) => fetchCandidate({ id, row, points }, signal),
  })
}

/** Where the network looked; the reader who is to judge the call first does not ask. @param target the class; null: the one that was called */
export function useExplanation(id: string, row: number, target: CallLabel | null, enabled: boolean) {
  return useQuery({
    queryKey: ['light-curve', 'explanation', { id, row, target }],
    queryFn: ({ signal }) => explainCurve({ prediction_id: id, row, ...(target !== null && { target }) }, signal),
    placeholderData: keepPreviousData,
    enabled,
  })
}
