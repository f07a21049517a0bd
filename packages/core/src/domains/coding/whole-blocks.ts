import { DAY_MS, dateOf } from './utc-days.ts'

/** A day of which something is known, and who had a part in it. */
export interface DayPeople {
  /** YYYY-MM-DD */
  readonly date: string
  readonly people: number
  /** their names, where they are fewer than a block has to hold */
  readonly names: readonly string[]
}

/** Days cut into blocks that follow one another. */
export interface DayBlocks {
  /** the first day of each; the last block has no end */
  readonly starts: readonly string[]
  /** the last day of which something is known */
  readonly until: string
}

/**
 * Cuts days into the shortest blocks, from the first day on, that `least` people had a part in; what is left at the end belongs to
 * the last of them. Figures of whole blocks alone cannot be held against each other to tell of fewer people, as what one window
 * has and another has not is blocks again (fixed cells: Willenborg & de Waal 2001, “Elements of Statistical Disclosure Control”,
 * §6). A team of which `least` people work every day has a block of every day.
 * @param days in their order
 * @returns null of no days
 */
export function cutIntoBlocks(days: readonly DayPeople[], least: number): DayBlocks | null {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return null
  const starts = [first.date]
  const seen = new Set<string>()
  for (const { date, people, names } of days) {
    for (const name of names) seen.add(name)
    if (people < least && seen.size < least) continue
    seen.clear()
    starts.push(dateOf(Date.parse(date) + DAY_MS))
  }
  // a block that was begun and is too small is no block of its own
  if (starts.length > 1 && (starts.at(-1) ?? '') <= last.date) starts.pop()
  return { starts, until: last.date }
}

/** A time, ms since 1970, from a moment up to another that is not in it. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** The part of a time that is whole blocks, with what lies before the first day and after the last; null where there is none. */
export function takeWholeBlocks({ fromMs, toMs }: TimeSpan, { starts, until }: DayBlocks): TimeSpan | null {
  const moments = starts.map((date) => Date.parse(date))
  const from = fromMs <= (moments[0] ?? 0) ? fromMs : moments.find((moment) => moment >= fromMs)
  const to = toMs > Date.parse(until) ? toMs : moments.slice(1).findLast((moment) => moment <= toMs)
  return from === undefined || to === undefined || to <= from ? null : { fromMs: from, toMs: to }
}
