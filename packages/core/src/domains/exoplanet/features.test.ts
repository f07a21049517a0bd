import { describe, expect, it } from 'vitest'
import { computeFeatures, FEATURES, quantitiesOf } from './features.ts'
import { DIAGNOSTIC_QUANTITIES, STAR_QUANTITIES } from './further-quantities.ts'
import { isQuantity, QUANTITIES, type Quantities, type QuantityName } from './quantities.ts'
import { columnsOf, createSignal, expectedInsolation, expectedTemperature, loadSignal, SOLAR_LOGG } from './signal.ts'

const EARTH: Partial<Record<QuantityName, number>> = {
  period: 365.25,
  epoch: 170,
  duration: 13,
  depth: 84,
  radius: 1,
  impact: 0,
  snr: 20,
  insolation: 1,
  equilibrium_temperature: 278,
  stellar_temperature: 5772,
  stellar_gravity: SOLAR_LOGG,
  stellar_radius: 1,
  magnitude: 12,
  right_ascension: 290,
  declination: 44,
  signal_number: 1,
}
/** a radius ratio too, as a fit gives it */
const COMPLETE = { ...EARTH, radius_ratio: 0.0092 }
const ERRORS = Object.fromEntries(
  Object.keys(QUANTITIES)
    .filter((name) => name.includes('_err_'))
    .map((name, i) => [name, 0.01 * (i + 1)]),
)

/** What only some tables have, each with a value of its own. */
const FURTHER = Object.fromEntries(
  [...Object.keys(STAR_QUANTITIES), ...Object.keys(DIAGNOSTIC_QUANTITIES)]
    .filter((name) => !name.includes('_err_'))
    .map((name, i) => [name, 0.7 + 0.11 * i]),
)

function table(...rows: Partial<Record<QuantityName, number>>[]): Quantities {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(isQuantity)
  return {
    rows: rows.length,
    values: Object.fromEntries(names.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? Number.NaN)])),
  }
}
const one = (row: Partial<Record<QuantityName, number>>) => loadSignal(createSignal(), columnsOf(table(row)), 0)

describe('the physics of a signal', () => {
  it('puts the Earth at 215 solar radii, with a transit of 13 hours, 278 K and an insolation of 1', () => {
    const signal = one(EARTH)
    expect(signal.semiMajor).toBeCloseTo(215.03, 0)
    expect(signal.centralDuration).toBeCloseTo(13.09, 1)
    expect(signal.ratio).toBeCloseTo(0.009168, 5)
    expect(expectedTemperature(signal)).toBeCloseTo(278.3, 0)
    expect(expectedInsolation(signal)).toBeCloseTo(1, 2)
  })

  it('shortens a transit off the centre by the chord', () => {
    const signal = one({ ...EARTH, impact: 0.8 })
    const k = signal.ratio
    const chord = Math.sqrt((1 + k) ** 2 - 0.64) / (1 + k)
    expect(signal.impactDuration / signal.centralDuration).toBeCloseTo(chord, 4)
  })

  it('takes a missing radius from the radius ratio and the star', () => {
    const { radius: _, ...rest } = EARTH
    expect(one({ ...rest, radius_ratio: 0.1 }).radius).toBeCloseTo(10.9, 1)
  })

  it('takes a period, a depth or a radius of zero or less as missing', () => {
    const signal = one({ ...EARTH, period: 0, depth: -3, stellar_radius: -1 })
    expect([signal.period, signal.depth, signal.stellar_radius]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
})

describe('row features', () => {
  const names = FEATURES.map(({ name }) => name)

  it('are all there for a complete row, and have a unit, a description and a source', () => {
    const values = computeFeatures(names, table({ ...COMPLETE, ...ERRORS, ...FURTHER }))
    for (const [i, spec] of FEATURES.entries()) {
      expect(Number.isFinite(values[i]), spec.name).toBe(true)
      for (const word of [spec.unit, spec.description, spec.source]) expect(word).not.toBe('')
    }
    expect(new Set(names).size).toBe(names.length)
  })

  it('name every quantity they are made of', () => {
    const complete: Partial<Record<QuantityName, number>> = { ...COMPLETE, ...ERRORS, ...FURTHER }
    const before = computeFeatures(names, table(complete))
    for (const quantity of Object.keys(complete).filter(isQuantity)) {
      const changed = computeFeatures(names, table({ ...complete, [quantity]: (complete[quantity] ?? 0) * 1.3 + 0.01 }))
      for (const [i, { name, needs }] of FEATURES.entries())
        if (changed[i] !== before[i]) expect(needs, `${name} changes with ${quantity}`).toContain(quantity)
    }
  })

  it('of a row do not change with its neighbours, their number or their order', () => {
    const rows = [EARTH, { ...EARTH, ...ERRORS, period: 3 }, { period: 7, depth: 1e4 }, { ...EARTH, duration: 40 }]
    const alone = rows.map((row) => [...computeFeatures(names, table(row))])
    const together = computeFeatures(names, table(...rows))
    const reversed = computeFeatures(names, table(...rows.toReversed()))
    for (const [r, values] of alone.entries()) {
      expect([...together.subarray(r * names.length, (r + 1) * names.length)]).toEqual(values)
      const back = rows.length - 1 - r
      expect([...reversed.subarray(back * names.length, (back + 1) * names.length)]).toEqual(values)
    }
  })

  it('are missing where a quantity is, and never infinite', () => {
    for (const value of computeFeatures(
      names,
      table({ period: 3 }, { ...EARTH, ...ERRORS, depth: 1e-320, snr: 0, radius: 1e300 }),
    ))
      expect(Number.isNaN(value) || Number.isFinite(value)).toBe(true)
  })

  it('give the galactic pole a latitude of 90 degrees and the galactic centre one of 0', () => {
    const values = computeFeatures(
      ['galactic_latitude'],
      table({ right_ascension: 192.85948, declination: 27.12825 }, { right_ascension: 266.405, declination: -28.936 }),
    )
    expect(values[0]).toBeCloseTo(90, 1)
    expect(values[1]).toBeCloseTo(0, 1)
  })

  it('tell a source beside the star from the star itself', () => {
    const names = ['source_offset', 'source_offset_sigma', 'image_offset_catalogue_sigma', 'ghost_halo_over_core']
    const row = {
      source_offset_ra: 3,
      source_offset_dec: 4,
      source_offset_ra_err_upper: 1,
      source_offset_dec_err_upper: 2,
      image_offset_catalogue: 6,
      image_offset_catalogue_err_upper: 2,
      ghost_core: 4,
      ghost_halo: 3,
    }
    const [length, sigma, image, ghost] = computeFeatures(names, table(row))
    expect(length).toBe(5)
    expect(sigma).toBeCloseTo(Math.hypot(3, 2), 5)
    expect([image, ghost]).toEqual([3, 0.75])
  })

  it('take no bootstrap for none, and not for certainty', () => {
    const rows = [-1, 0, 1e-12, 1].map((bootstrap_false_alarm) => ({ bootstrap_false_alarm }))
    expect([...computeFeatures(['log_false_alarm'], table(...rows))]).toEqual([Number.NaN, -300, -12, 0])
  })

  it('give a star at ten parsec its own magnitude, the Sun no excess, and the ecliptic’s pole 90 degrees', () => {
    const sun = { stellar_radius: 1, stellar_temperature: 5772, magnitude: 4.74, distance: 10 }
    const [own, excess] = computeFeatures(['absolute_magnitude', 'brightness_excess'], table(sun))
    expect(own).toBeCloseTo(4.74, 5)
    expect(excess).toBeCloseTo(0, 5)
    const [pole] = computeFeatures(['ecliptic_latitude'], table({ right_ascension: 270, declination: 66.5607 }))
    expect(pole).toBeCloseTo(90, 1)
  })

  it('make one size of whichever columns there are', () => {
    const star = { stellar_radius: 2 }
    const rows = [
      { ...star, depth: 1e4 },
      { ...star, radius_ratio: 0.1 },
      { ...star, radius: 0.2 * 109.076 },
    ]
    const sizes = computeFeatures(['log_radius_of_ratio'], table(...rows))
    for (const size of sizes) expect(size).toBeCloseTo(Math.log10(0.2 * 109.076), 3)
  })

  it('refuse a name that is none', () => {
    expect(() => computeFeatures(['toString'], table(EARTH))).toThrow('no row feature')
    expect(quantitiesOf(['log_period'])).toEqual(['period'])
  })
})
