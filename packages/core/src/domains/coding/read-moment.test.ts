import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readMoment } from './read-moment.ts'

const moment = '2026-03-01T09:30:00.125Z'
const ms = Date.parse(moment)

it.each([
  moment,
  '2026-03-01T09:30:00.125',
  '2026-03-01 09:30:00.125',
  '2026-03-01T10:30:00.125+01:00',
  '2026-03-01T04:00:00.125-0530',
  '2026-03-01T09:30:00.125999Z',
  '2026-03-01 09:30:00.125 UTC',
  ms / 1000,
  ms,
  ms * 1e3,
  ms * 1e6,
  `${ms}000000`,
  `${ms / 1000}`,
])('%s is the same moment', (value) => {
  expect(readMoment(value)).toBe(moment)
})

it.each([
  '',
  'yesterday',
  '2026-03-01',
  '2026-13-01T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-02-29T00:00:00+00:00',
  '2026-03-01T24:00:00Z',
  '2026-03-01T09:61:00Z',
  '0001-01-01T00:00:00Z',
  '1999-12-31T23:59:59Z',
  '2100-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-03-01T09:30:00.125Z'.padEnd(100, ' '),
  0,
  -1,
  Number.NaN,
  Infinity,
  5e9,
  1e30,
  null,
  true,
  [ms],
])('%s is no moment', (value) => {
  expect(readMoment(value)).toBeNull()
})

it('every moment between 2000 and 2100 comes back as it was written, in each unit', () => {
  const date = fc.date({
    min: new Date('2000-01-01T00:00:00Z'),
    max: new Date('2099-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, (at) => {
      const iso = at.toISOString()
      expect(readMoment(iso)).toBe(iso)
      expect(readMoment(iso.replace('Z', '+00:00'))).toBe(iso)
      expect(readMoment(at.getTime())).toBe(iso)
      expect(readMoment(String(at.getTime() * 1000))).toBe(iso)
    }),
  )
})
