import { describe, expect, it } from 'vitest'
import { VouchError } from '../../error.ts'
import { createRandom } from '../../random.ts'
import { simulateCurve } from '../../series/simulate-curve.ts'
import { KEPLER_VIEWS, TESS_VIEWS } from '../../series/views.ts'
import { curveSource, gridStar, starNumber } from './curve-source.ts'
import { createCurveCutter, isSeen, joinViews, viewSizes } from './curve-views.ts'
import { sampleCurveCsv } from './sample-curve.ts'
import { searchCurve } from './search-curve.ts'
import { signalRow } from './signal-row.ts'

const SHALLOW = { periodDays: 5.31, epochDays: 2.2, durationDays: 0.13, ratio: 0.04 }
const DEEP = { periodDays: 12.7, epochDays: 6.1, durationDays: 0.3, ratio: 0.15 }
const spots = (time: number) => 1 + 0.004 * Math.sin(time / 1.7)
const curve = simulateCurve(
  { days: 60, noise: 1e-4, planets: [SHALLOW, DEEP], star: spots },
  createRandom('light curve'),
)
const NONE = { teffKelvin: null, logg: null, radiusSolar: null, magnitude: null }
const source = curveSource({
  curve,
  source: { object: 'KIC 0042', mission: 'Kepler', fluxOf: 'PDCSAP', timeZero: 2454833, pieces: [1], star: NONE },
  dropped: [{ reason: 'quality', n: 3 }],
})

describe('a star’s light', () => {
  it('is cut into views of one signal, the transits of the others left out and the star’s spots taken away', () => {
    const alone = createCurveCutter({ curve, signals: [] }).signalCurve(SHALLOW).curve
    const cutter = createCurveCutter({ curve, signals: [SHALLOW, DEEP] })
    const { curve: flat, trend } = cutter.signalCurve(SHALLOW)
    expect(Math.min(...alone.flux)).toBeLessThan(0.98)
    expect(Math.min(...flat.flux)).toBeGreaterThan(0.996)
    expect(Math.max(...trend.map((value, i) => Math.abs(value / spots(curve.timeDays[i]!) - 1)))).toBeLessThan(1e-3)
    const known = cutter.views(SHALLOW, KEPLER_VIEWS)
    expect(known.local.scale).toBeGreaterThan(0.0012)
    expect(known.local.scale).toBeLessThan(0.0025)
  })

  it('is told to be seen only where a cadence lies in a transit', () => {
    expect(isSeen(curve, SHALLOW)).toBe(true)
    expect(isSeen(curve, { ...SHALLOW, periodDays: 500, epochDays: 300 })).toBe(false)
  })

  it('has its views in the order and the sizes of a model', () => {
    const view = (name: 'global' | 'local', bins: number, reach: number | null) =>
      ({ name, bins, reach_durations: reach, description: '', layer: '' }) as const
    expect(viewSizes([view('global', 2001, null), view('local', 201, 4)])).toEqual(KEPLER_VIEWS)
    expect(viewSizes([view('local', 61, 2), view('global', 201, null)])).toEqual(TESS_VIEWS)
    const cut = createCurveCutter({ curve, signals: [] }).views(DEEP, TESS_VIEWS)
    const joined = joinViews(cut, [view('local', 61, 2), view('global', 201, null)])
    expect([...joined.subarray(0, 61)]).toEqual([...Float32Array.from(cut.local.values)])
    expect(joined).toHaveLength(262)
  })

  it('is looked through: the deeper signal first, each with what a vetter asks of it', () => {
    const told: number[] = []
    const { signals, periodogram } = searchCurve({ curve, source }, { toDays: 20, most: 2 }, (share) => {
      told.push(share)
      return false
    })
    expect(signals.map(({ period_days }) => Math.round(period_days * 100) / 100)).toEqual([12.7, 5.31])
    expect(signals[0]?.tests.transits).toBe(5)
    expect(signals[0]?.tests.depth?.depth_ppm).toBeGreaterThan(20_000)
    expect(periodogram.period_days.length).toBeLessThanOrEqual(2002)
    expect(periodogram.periods).toBeGreaterThan(periodogram.snr.length)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBeLessThanOrEqual(1)
  })

  it('that is too short for a range, or whose cadences are no steps, is refused by the field', () => {
    expect(() => searchCurve({ curve, source }, { fromDays: 40, most: 1 })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'to_days' })] }) as VouchError,
    )
    const uneven = { ...curve, timeDays: curve.timeDays.map((time, i) => (i === 7 ? 2 ** 40 : time)).sort() }
    expect(() => searchCurve({ curve: uneven, source }, { toDays: 20, most: 1 })).toThrow(VouchError)
  })

  it('makes rows of a transit table: what was measured, and nothing that is not known', () => {
    const cutter = createCurveCutter({ curve, signals: [SHALLOW, DEEP] })
    const row = signalRow(cutter, DEEP, { source, star: 42, number: 2 })
    expect(row).toMatchObject({ id: 'KIC 0042.02', star_id: 42, period: 12.7, epoch: 6.1 })
    expect(row['duration']).toBeCloseTo(7.2, 9)
    expect(Number(row['depth'])).toBeGreaterThan(20_000)
    expect(Object.keys(row)).not.toContain('radius')
    const sunlike = { ...source, radius_solar: 1 }
    expect(Number(signalRow(cutter, DEEP, { source: sunlike, star: 42, number: 1 })['radius'])).toBeCloseTo(16.8, 0)
  })

  it('knows its star by the number in a catalogue, and how large it is', () => {
    expect(['KIC 011442793', 'TIC 150428135', 'EPIC-201367065', 'HD 1', null].map(starNumber)).toEqual([
      11442793,
      150428135,
      201367065,
      null,
      null,
    ])
    expect(gridStar(source)).toEqual({ massSolar: 1, radiusSolar: 1 })
    const giant = gridStar({ ...source, radius_solar: 10, logg: 2.438 })
    expect(giant.massSolar).toBeCloseTo(1, 6)
  })
})

describe('the light curve to try with', () => {
  it('is always the same, and says that it is simulated', () => {
    expect(sampleCurveCsv()).toBe(sampleCurveCsv())
    expect(sampleCurveCsv()).toMatch(/^# Simulated: .*\ntime,flux,flux_err\n/)
  })
})
