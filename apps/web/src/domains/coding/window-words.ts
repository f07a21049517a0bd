import type { FigureWindow } from '@vouch/contracts/domains/coding-metrics'
import { counted } from '../../ui/format.ts'

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** How much of a window is made up. */
export type Simulated = Pick<FigureWindow, 'simulated_sessions' | 'simulated_work'>

/**
 * `26 Nov 2026 to 2 Dec 2026 (UTC)`; what ends at midnight ends with the day before. That some of it is made up goes along, so
 * that a figure that is saved says it, too.
 */
export function windowOf({ from, to, ...simulated }: FigureWindow): string {
  const [first, last] = [day.format(new Date(from)), day.format(new Date(Date.parse(to) - 1))]
  const days = first === last ? `${first} (UTC)` : `${first} to ${last} (UTC)`
  const found = simulatedOf(simulated)
  return found === null ? days : `${days}, with ${found}`
}

/** `1,200 simulated sessions and 30 simulated pull requests and commits`; null where nothing is made up. */
export function simulatedOf({ simulated_sessions: sessions, simulated_work: work }: Simulated): string | null {
  const parts = [
    sessions === 0 ? null : counted(sessions, 'simulated session'),
    work === 0 ? null : counted(work, 'simulated pull request or commit', 'simulated pull requests and commits'),
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' and ')
}
