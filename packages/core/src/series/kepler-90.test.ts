import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { curveSource } from '../domains/exoplanet/curve-source.ts'
import { searchCurve } from '../domains/exoplanet/search-curve.ts'
import { readFitsLightCurve } from './read-fits-light-curve.ts'

const data = process.env['VOUCH_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url))
const folder = join(data, 'fits')
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('kplr011442793-')) : []
const isThere = names.length > 10

/** Days; Cabrera et al. 2014. */
const PUBLISHED = { d: 59.73667, e: 91.93913, g: 210.60697, h: 331.60059 } as const

describe(`Kepler-90, as the archive has it${isThere ? '' : ' (skipped: its quarters are not in VOUCH_DATA)'}`, () => {
  const read = () =>
    readFitsLightCurve(names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) })))

  it.skipIf(!isThere)('is read: the star as its catalogue has it, its quarters in order, each about 1', () => {
    const { curve, source } = read()
    expect(source).toMatchObject({ object: 'KIC 11442793', mission: 'Kepler', timeZero: 2454833 })
    expect(source.star).toMatchObject({ teffKelvin: 5970, radiusSolar: 1.2 })
    expect(source.pieces).toEqual([...source.pieces].sort((a, b) => Number(a) - Number(b)))
    expect(curve.timeDays.every((time, i) => i === 0 || time > curve.timeDays[i - 1]!)).toBe(true)
  })

  it.skipIf(!isThere)(
    'shows four of its planets to a plain search, at their published periods',
    () => {
      const opened = read()
      const found = searchCurve(
        { curve: opened.curve, source: curveSource(opened) },
        { fromDays: 50, toDays: 400, most: 5 },
      )
      const periods = found.signals.map(({ period_days }) => period_days)
      for (const [planet, period] of Object.entries(PUBLISHED))
        expect(
          periods.some((own) => Math.abs(own / period - 1) < 1e-3),
          `${planet} of ${period} d among ${periods.map((own) => own.toFixed(3)).join(', ')}`,
        ).toBe(true)
    },
    120_000,
  )
})
