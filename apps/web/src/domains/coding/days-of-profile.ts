import type { DayValue, Profile } from '@vouch/contracts/domains/coding-metrics'

const DAY_MS = 86_400_000

/** Sessions of each day between the first and the last with any: one without is nought, and days beyond them are not known. */
export function daysOfProfile({ days }: Pick<Profile, 'days'>): DayValue[] {
  const sums = new Map(days.map(({ date, sessions }) => [date, sessions]))
  const dates = [...sums.keys()].toSorted()
  const [first, last] = [dates[0], dates.at(-1)]
  if (first === undefined || last === undefined) return []
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.parse(first) + index * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
    return { date, value: sums.get(date) ?? 0 }
  })
}
