import type { ModelDays } from '@vouch/core/domains/coding/model-findings'
import type { SessionDay } from '@vouch/core/domains/coding/session-day'

/** The columns of a day as the database sends very many of them: a list of lists, which costs a tenth of a list of objects. */
export const DAY_COLUMNS = [
  'date',
  'developer',
  'sessions',
  'decided',
  'accepted',
  'answered',
  'errors',
  'named',
  'in_policy',
  'tokens',
  'accepted_counted',
  'accepted_tokens',
  'line_tokens',
  'lines',
  'accepted_lines',
  'rated',
  'kept',
  'costed',
  'cost_pico',
  'first_ms',
  'last_ms',
] as const satisfies readonly (keyof SessionDay)[]

/** What `DAY_COLUMNS` lists, in its order. */
type DayCells = readonly [date: string, developer: string | null, ...sums: number[]]

/** Days as `daysJson` gives them. */
export function readDays(json: string): SessionDay[] {
  // our own statement wrote it, column by column
  const lists = JSON.parse(json) as readonly DayCells[]
  return lists.map(toDay)
}

/** Written out: an object that is filled by the names of a list takes ten times as long, and there are very many. */
function toDay(cells: DayCells): SessionDay {
  const sum = (at: number) => cells[at] as number
  return {
    date: cells[0],
    developer: cells[1],
    sessions: sum(2),
    decided: sum(3),
    accepted: sum(4),
    answered: sum(5),
    errors: sum(6),
    named: sum(7),
    in_policy: sum(8),
    tokens: sum(9),
    accepted_counted: sum(10),
    accepted_tokens: sum(11),
    line_tokens: sum(12),
    lines: sum(13),
    accepted_lines: sum(14),
    rated: sum(15),
    kept: sum(16),
    costed: sum(17),
    cost_pico: sum(18),
    first_ms: sum(19),
    last_ms: sum(20),
  }
}

/** Days of each model as `modelDaysJson` gives them. */
export function readModelDays(json: string): ModelDays[] {
  const lists = JSON.parse(json) as readonly (readonly [string, readonly DayCells[]])[]
  return lists.map(([model, days]) => ({ model, days: days.map(toDay) }))
}
