/** No assistant is older, and a date after it is a mistake. Milliseconds since 1970. */
const FIRST_MS = Date.UTC(2000, 0, 1)
const END_MS = Date.UTC(2100, 0, 1)
/** What a moment may be counted in since 1970, in milliseconds: between the two bounds no two of them overlap. */
const UNITS_MS = [1000, 1, 1e-3, 1e-6]

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:(Z|UTC)|([+-])(\d\d)(?::?(\d\d))?)?$/i
const DIGITS = /^\d{9,19}(?:\.\d{1,9})?$/
const UTC_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/
const MINUTE_MS = 60_000

/**
 * A moment as ISO 8601 in UTC with milliseconds; null for what is none. Taken: ISO 8601 with a zone, or without one (that is
 * UTC, as Python's naive times of a server are), and seconds, milliseconds, microseconds or nanoseconds since 1970 as a
 * number or its digits. What lies before 2000 or from 2100 on is no moment of a session.
 */
export function readMoment(value: unknown): string | null {
  const ms = typeof value === 'string' ? parseText(value) : typeof value === 'number' ? parseEpoch(value) : Number.NaN
  return ms >= FIRST_MS && ms < END_MS ? new Date(ms).toISOString() : null
}

function parseText(text: string): number {
  if (text.length > 40) return Number.NaN
  if (UTC_MS.test(text)) return parseUtc(text)
  const trimmed = text.trim()
  return DIGITS.test(trimmed) ? parseEpoch(Number(trimmed)) : parseIso(trimmed)
}

/** The common form by the engine, which takes 30 February for 1 March: the day must come back. */
function parseUtc(text: string): number {
  const ms = Date.parse(text)
  return new Date(ms).getUTCDate() === Number(text.slice(8, 10)) ? ms : Number.NaN
}

function parseEpoch(value: number): number {
  for (const unit of UNITS_MS) {
    // to the microsecond first: as a number of nanoseconds, or of seconds with a fraction, a whole millisecond may lie just below
    const ms = Math.floor(Math.round(value * unit * 1000) / 1000)
    if (ms >= FIRST_MS && ms < END_MS) return ms
  }
  return Number.NaN
}

function parseIso(text: string): number {
  const found = ISO.exec(text)
  if (found === null) return Number.NaN
  const [, year, month, day, hour, minute, second = '0', fraction = '', , sign, zoneHour = '0', zoneMinute = '0'] =
    found
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return Number.NaN
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (new Date(date).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return Number.NaN
  const ofDay = (Number(hour) * 60 + Number(minute)) * MINUTE_MS + Number(second) * 1000
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * MINUTE_MS * (sign === '-' ? -1 : 1)
  return date + ofDay + Number(`${fraction}000`.slice(0, 3)) - offset
}
