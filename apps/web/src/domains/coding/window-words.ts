import type { FigureWindow } from '@vouch/contracts/domains/coding-metrics'
import { counted } from '../../ui/format.ts'

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/**
 * `26 Nov 2026 to 2 Dec 2026 (UTC)`; what ends at midnight ends with the day before. That some sessions are made up goes along, so
 * that a figure that is saved says it, too.
 */
export function windowOf({ from, to, simulated_sessions: simulated }: FigureWindow): string {
  const [first, last] = [day.format(new Date(from)), day.format(new Date(Date.parse(to) - 1))]
  const days = first === last ? `${first} (UTC)` : `${first} to ${last} (UTC)`
  return simulated === 0 ? days : `${days}, with ${counted(simulated, 'simulated session')}`
}
