import { describe, expect, it } from 'vitest'
import { KOI_COLUMNS, type KoiColumnName } from './koi-column.ts'
import { SIMULATED_CLASSES, type SimulatedClass } from './signal.ts'
import { simulateKois, simulateKoiTable, type SimulatedKoi } from './simulate-koi-table.ts'
import { relativeBrightness, scaledAxis } from './transit.ts'

const survey = [...simulateKois({ seed: 'survey', rows: 8000 })]

function ofClass(...classes: readonly SimulatedClass[]): SimulatedKoi[] {
  return survey.filter((koi) => classes.includes(koi.truth.signal.truth))
}

/** Largest distance between two empirical distributions (Kolmogorov & Smirnov). */
function distance(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [[...first].sort((x, y) => x - y), [...second].sort((x, y) => x - y)]
  const below = (sorted: readonly number[], value: number): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? Infinity) <= value) low = middle + 1
      else high = middle
    }
    return low / sorted.length
  }
  return Math.max(...[...a, ...b].map((value) => Math.abs(below(a, value) - below(b, value))))
}

/** The distance that chance exceeds once in a thousand comparisons of two samples of one distribution. */
function chanceDistance(first: readonly number[], second: readonly number[]): number {
  return 1.95 * Math.sqrt(1 / first.length + 1 / second.length)
}

function present(kois: readonly SimulatedKoi[], value: (row: SimulatedKoi['row']) => number | null): number[] {
  return kois.map(({ row }) => value(row)).filter((found) => found !== null)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** What each column may hold, errors aside, in the archive's units. */
const RANGES: Partial<Record<KoiColumnName, readonly [number, number]>> = {
  koi_period: [0.49, 1459 / 2],
  koi_time0bk: [131, 131.6 + 1459 / 2],
  koi_impact: [0, 3],
  koi_duration: [0.05, 500],
  koi_depth: [1, 999_500],
  koi_prad: [0.05, 4000],
  koi_teq: [30, 15_000],
  koi_insol: [0, 1e7],
  koi_model_snr: [4, 20_000],
  koi_tce_plnt_num: [1, 12],
  koi_steff: [2600, 12_000],
  koi_slogg: [0.5, 6],
  koi_srad: [0.1, 80],
  ra: [279, 303],
  dec: [36, 53],
  koi_kepmag: [8, 16.7],
}

describe('simulateKois', () => {
  it('gives the same table for the same seed, and the shorter table is the longer one’s beginning', () => {
    expect(simulateKoiTable({ seed: 3, rows: 40 }).rows).toEqual(
      [...simulateKois({ seed: 3, rows: 90 })].slice(0, 40).map(({ row }) => row),
    )
  })

  it('gives another table for another seed', () => {
    const periods = new Set(survey.map(({ row }) => row.koi_period))
    const others = simulateKoiTable({ seed: 'other', rows: 200 }).rows.filter((row) => periods.has(row.koi_period))
    expect(others).toEqual([])
  })

  it('holds every value in its physical range and its unit', () => {
    for (const { row } of survey) {
      for (const { name } of KOI_COLUMNS) {
        const value = row[name]
        if (value === null) continue
        const range = RANGES[name]
        const inside = range ? value >= range[0] && value <= range[1] : name.endsWith('_err1') ? value >= 0 : value <= 0
        if (!inside) expect.fail(`${row.kepoi_name}: ${name} = ${value}`)
      }
    }
  })

  it('lets no event last as long as half its period', () => {
    for (const { truth } of survey) expect(truth.signal.durationHours).toBeLessThan(12 * truth.signal.periodDays)
  })

  it('has no column that knows the verdict', () => {
    const columns = survey.flatMap(({ row }) => Object.keys(row))
    expect([...new Set(columns)]).toEqual(['kepid', 'kepoi_name', ...KOI_COLUMNS.map(({ name }) => name)])
    expect(columns.filter((name) => /score|fpflag|disposition|kepler_name|delivname|truth/.test(name))).toEqual([])
  })

  it('names nothing that could be taken for a real star or KOI, and no two rows alike', () => {
    for (const { row } of survey) {
      expect(row.kepid).toBeGreaterThanOrEqual(900_000_001)
      expect(row.kepoi_name).toMatch(/^S\d{5,}\.\d\d$/)
    }
    expect(new Set(survey.map(({ row }) => row.kepoi_name)).size).toBe(survey.length)
  })

  it('keeps Kepler’s third law between period, density and duration of planets across the middle', () => {
    const planets = ofClass('planet').filter(
      ({ truth }) => (truth.signal.impact ?? 1) < 0.3 && truth.signal.periodDays < 3,
    )
    expect(planets.length).toBeGreaterThan(100)
    for (const { truth } of planets) {
      const { periodDays, durationHours, impact, radiusRatio } = truth.signal
      const chord = Math.sqrt((1 + (radiusRatio ?? 0)) ** 2 - (impact ?? 0) ** 2)
      const axis = scaledAxis(periodDays, truth.star.massSolar / truth.star.radiusSolar ** 3)
      // the small-angle form, good to a per cent of 1/a² for a > 4
      if (axis > 4) expect(durationHours / ((24 * periodDays * chord) / (Math.PI * axis))).toBeCloseTo(1, 1)
    }
  })

  it('measures durations that agree with the star for planets and often disagree for blends', () => {
    const ratios = (kois: readonly SimulatedKoi[]): number[] =>
      kois.flatMap(({ row }) => {
        if (row.koi_duration === null || row.koi_period === null || row.koi_slogg === null || row.koi_srad === null)
          return []
        const density = 10 ** (row.koi_slogg - 4.438) / row.koi_srad
        return [
          Math.abs(
            Math.log((row.koi_duration * Math.PI * scaledAxis(row.koi_period, density)) / (24 * row.koi_period)),
          ),
        ]
      })
    const [planets, blends] = [ratios(ofClass('planet')), ratios(ofClass('background_binary'))]
    const isFar = (log: number): boolean => log > 0.7
    expect(planets.filter(isFar).length / planets.length).toBeLessThan(0.2)
    expect(blends.filter(isFar).length / blends.length).toBeGreaterThan(
      1.5 * (planets.filter(isFar).length / planets.length),
    )
  })

  it('makes a whole planet’s transit as deep as (Rp/R*)² times the brightness it covers', () => {
    const whole = ofClass('planet').filter(
      ({ truth }) => (truth.signal.impact ?? 2) + (truth.signal.radiusRatio ?? 2) < 1,
    )
    for (const { truth } of whole) {
      const { depth, radiusRatio, impact } = truth.signal
      const squared = (radiusRatio ?? 0) ** 2
      expect(depth / squared).toBeCloseTo(relativeBrightness(radiusRatio ?? 0, impact ?? 0, truth.star.teffK), 9)
      expect(depth / squared).toBeGreaterThan(0.2)
      expect(depth / squared).toBeLessThan(1.45)
    }
  })

  it('measures within its errors: what is off by them spreads as a normal does', () => {
    const columns = [
      ['koi_period', 'koi_period_err1', 'periodDays', 1],
      ['koi_time0bk', 'koi_time0bk_err1', 'epochBkjd', 1],
      ['koi_duration', 'koi_duration_err1', 'durationHours', 1],
      ['koi_depth', 'koi_depth_err1', 'depth', 1e6],
    ] as const
    for (const [name, errorName, key, unit] of columns) {
      const deviates = survey.flatMap(({ row, truth }) => {
        const [value, error] = [row[name], row[errorName]]
        return value === null || error === null || error === 0
          ? []
          : [Math.abs(value - truth.signal[key] * unit) / error]
      })
      expect(deviates.length).toBeGreaterThan(7000)
      expect(median(deviates), name).toBeCloseTo(0.674, 1)
    }
  })

  it('lists no signal below the threshold or seen fewer than three times', () => {
    for (const { truth } of survey) {
      expect(truth.detection.significance).toBeGreaterThanOrEqual(7.1)
      expect(truth.detection.transits).toBeGreaterThanOrEqual(3)
    }
  })

  it('knows no more of the star of a planet than of any other: errors of the star are alike in every class', () => {
    const errors: readonly [string, (row: SimulatedKoi['row']) => number | null][] = [
      ['koi_steff_err1', (row) => row.koi_steff_err1],
      ['koi_steff_err2', (row) => row.koi_steff_err2],
      ['koi_slogg_err1', (row) => row.koi_slogg_err1],
      ['koi_slogg_err2', (row) => row.koi_slogg_err2],
      [
        'koi_srad_err1',
        ({ koi_srad_err1: error, koi_srad: value }) => (error === null || value === null ? null : error / value),
      ],
      [
        'koi_srad_err2',
        ({ koi_srad_err2: error, koi_srad: value }) => (error === null || value === null ? null : error / value),
      ],
    ]
    // One star, one measurement: planets of one star repeat its errors.
    const firsts = (...classes: readonly SimulatedClass[]): SimulatedKoi[] =>
      ofClass(...classes).filter(({ row }) => row.kepoi_name.endsWith('.01'))
    for (const [name, value] of errors) {
      const planets = present(firsts('planet'), value)
      for (const other of SIMULATED_CLASSES.filter((kind) => kind !== 'planet')) {
        const others = present(firsts(other), value)
        expect(distance(planets, others), `${name}, planet against ${other}`).toBeLessThan(
          chanceDistance(planets, others),
        )
      }
    }
  })

  it('leaves gaps as often for planets as for the rest', () => {
    const planets = ofClass('planet')
    const others = ofClass('eclipsing_binary', 'background_binary', 'noise')
    for (const { name } of KOI_COLUMNS) {
      const share = (kois: readonly SimulatedKoi[]): number =>
        kois.filter(({ row }) => row[name] === null).length / kois.length
      const all = share(survey)
      const bound = 3.9 * Math.sqrt(all * (1 - all) * (1 / planets.length + 1 / others.length))
      expect(Math.abs(share(planets) - share(others)), name).toBeLessThanOrEqual(bound)
    }
    expect(survey.filter(({ row }) => row.koi_depth === null).length).toBeGreaterThan(200)
    expect(survey.filter(({ row }) => row.koi_period === null)).toEqual([])
  })

  it.each([
    [{ planet: 0.36, eclipsing_binary: 0.2, background_binary: 0.24, noise: 0.2 }, undefined],
    [{ planet: 0.1, eclipsing_binary: 0.5, background_binary: 0, noise: 0.4 }, 'asked'],
  ])('mixes the classes in the shares asked for: %o', (shares, asked) => {
    const kois = asked === undefined ? survey : [...simulateKois({ seed: 5, rows: 2000, shares })]
    for (const name of SIMULATED_CLASSES) {
      const found = kois.filter(({ truth }) => truth.signal.truth === name).length / kois.length
      expect(Math.abs(found - shares[name])).toBeLessThan(0.01)
    }
  })

  it('gives the leaked binaries their parent’s period and epoch, on another star close by', () => {
    const byName = new Map(survey.map((koi) => [koi.row.kepoi_name, koi]))
    const leaked = survey.filter(({ truth }) => truth.signal.parent !== null)
    expect(leaked.length).toBeGreaterThan(200)
    for (const { row, truth } of leaked) {
      const parent = byName.get(truth.signal.parent ?? '')
      expect(parent?.truth.signal.periodDays).toBe(truth.signal.periodDays)
      expect(parent?.truth.signal.epochBkjd).toBe(truth.signal.epochBkjd)
      expect(parent?.row.kepid).not.toBe(row.kepid)
      expect(Math.abs((parent?.truth.star.decDegrees ?? 99) - truth.star.decDegrees)).toBeLessThan(0.13)
    }
  })

  it('has systems of several planets, and binaries whose second eclipse is listed too', () => {
    const seconds = (kind: SimulatedClass): number =>
      ofClass(kind).filter(({ row }) => row.kepoi_name.endsWith('.02')).length
    expect(seconds('planet')).toBeGreaterThan(150)
    expect(seconds('eclipsing_binary')).toBeGreaterThan(5)
  })

  it('refuses a seed, a number of rows and shares that cannot be, naming the field', () => {
    const start = (options: object) => () => simulateKoiTable({ seed: 1, rows: 1, ...options })
    expect(start({ seed: Number.NaN })).toThrow(/seed/)
    expect(start({ seed: 'two\nlines' })).toThrow(/seed/)
    expect(start({ rows: 0 })).toThrow(/rows/)
    expect(start({ rows: 1.5 })).toThrow(/rows/)
    expect(start({ shares: { planet: 1, eclipsing_binary: 1, background_binary: 0, noise: 0 } })).toThrow(
      /sum to 1, not 2/,
    )
    expect(start({ shares: { planet: -1, eclipsing_binary: 2, background_binary: 0, noise: 0 } })).toThrow(
      /shares\.planet/,
    )
  })
})
