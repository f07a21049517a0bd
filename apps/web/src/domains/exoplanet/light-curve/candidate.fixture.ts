import type { CandidateCurve, CurveExplanation, CurveView, ViewName } from '@vouch/contracts/domains/light-curve'

const PERIOD_DAYS = 7.384
const EPOCH_DAYS = 135.2
const DURATION_HOURS = 4.2

/** A dip of a shape as a transit has it, n bins from edge to edge. */
function dip(n: number, reachDurations: number, depth = 1): number[] {
  return Array.from({ length: n }, (_, i) => {
    const away = (Math.abs((2 * i) / (n - 1) - 1) * reachDurations) / 0.5
    return -depth * Math.max(0, Math.min(1, 4 * (1.05 - away))) + 0.02 * Math.sin(i * 1.7)
  })
}

function view(values: number[], reachDays: number): CurveView {
  return { values, from_days: -reachDays, to_days: reachDays, depth_ppm: 1000 }
}

/** A called signal with a curve of ninety days. For tests; no star has it. */
export function candidateFixture(changes: Partial<CandidateCurve> = {}): CandidateCurve {
  const time = Array.from({ length: 3000 }, (_, i) => 130 + i * 0.03)
  const trend = time.map((t) => 1 + 0.002 * Math.sin(t / 3))
  const isWithin = (t: number) =>
    Math.abs(((t - EPOCH_DAYS + PERIOD_DAYS / 2) % PERIOD_DAYS) - PERIOD_DAYS / 2) < DURATION_HOURS / 48
  const flux = time.map((t, i) => trend[i]! * (1 - (isWithin(t) ? 0.001 : 0) + 0.00015 * Math.sin(i * 12.9898)))
  const reach = (4 * DURATION_HOURS) / 24
  const depth = (ppm: number, error: number, n: number) => ({ depth_ppm: ppm, error_ppm: error, n })
  const tests: CandidateCurve['tests'] = {
    depth: depth(1000, 21, 480),
    snr: 47.6,
    transits: 12,
    odd: depth(1010, 30, 240),
    even: depth(990, 30, 240),
    odd_even_sigmas: 0.5,
    secondary: depth(30, 21, 470),
    secondary_sigmas: 1.4,
    secondary_phase: 0.41,
  }
  const ephemeris = { period_days: PERIOD_DAYS, epoch_days: EPOCH_DAYS, duration_hours: DURATION_HOURS }
  const periods = Array.from({ length: 800 }, (_, i) => 0.5 * 60 ** (i / 799))
  return {
    prediction_id: 'prd_00000000000000000000000000',
    row: 0,
    id: 'KIC 1 .01',
    source: {
      object: 'KIC 1',
      mission: 'Kepler',
      flux_of: 'PDCSAP',
      time_zero: 2454833,
      pieces: [1],
      teff_kelvin: 5800,
      logg: 4.4,
      radius_solar: 1,
      magnitude: 13.2,
      cadences: 3000,
      dropped: [{ reason: 'quality', n: 53 }],
    },
    ephemeris,
    tests,
    search: {
      signals: [
        {
          ...ephemeris,
          depth_ppm: 1000,
          sde: 21.3,
          snr: 47.6,
          tests,
          aliases: [
            { factor: 0.5, snr: 33 },
            { factor: 2, snr: 31 },
          ],
        },
        {
          ...ephemeris,
          period_days: 2.13,
          depth_ppm: 210,
          sde: 8.1,
          snr: 9.2,
          tests: { ...tests, depth: depth(210, 23, 400), snr: 9.2 },
          aliases: [],
        },
      ],
      periodogram: {
        period_days: periods,
        snr: periods.map((p, i) => 3 + Math.sin(i * 0.7) + 44 * Math.exp(-(((p / PERIOD_DAYS - 1) / 0.01) ** 2))),
        periods: 80_000,
      },
    },
    curve: { time_days: time, flux, trend, n: 3000 },
    folded: { phase_hours: [-1, 0, 1], flux: [1, 0.999, 1], n: 3 },
    views: {
      global: view(dip(2001, 20), PERIOD_DAYS / 2),
      local: view(dip(201, 4), reach),
      secondary: view(dip(201, 4, 0.03), reach),
      odd: view(dip(201, 4, 1.01), reach),
      even: view(dip(201, 4, 0.99), reach),
    },
    centroids: [],
    ...changes,
  }
}

/** Where a network looked: at the middle. For tests. */
export function explanationFixture(changes: Partial<CurveExplanation> = {}): CurveExplanation {
  const hill = (n: number) => Array.from({ length: n }, (_, i) => Math.exp(-(((i - n / 2) / (n / 14)) ** 2)))
  const wave = (n: number) => hill(n).map((value, i) => value * Math.cos(i / 6))
  const bins: Record<ViewName, number> = { global: 2001, local: 201, secondary: 201 }
  const names = ['global', 'local', 'secondary'] as const
  return {
    prediction_id: 'prd_00000000000000000000000000',
    row: 0,
    model_used: 'light-curve',
    model_version: '1.0.0',
    model_sha256: 'ab'.repeat(32),
    target: 'PLANET',
    output: { log_odds: 2.31, probability: 0.9097 },
    grad_cam: names.map((name) => ({
      view: name,
      layer: `${name}/relu_5`,
      channels: 64,
      signed: hill(12),
      map: hill(12),
      along: hill(bins[name]),
      faithfulness: { deletion: 0.31, insertion: 0.82, random_deletion: 0.55, random_insertion: 0.6, draws: 20 },
    })),
    integrated_gradients: {
      baseline: 'a curve without a dip and the training rows’ means',
      base_log_odds: -0.41,
      residual: 0.004,
      inputs: [
        { name: 'teff', description: 'temperature of the star', log_odds: 0.12 },
        { name: 'depth', description: 'depth of the transit', log_odds: -0.3 },
      ],
      views: names.map((name, i) => ({ view: name, log_odds: [0.7, 2, 0.2][i] ?? 0, along: wave(bins[name]) })),
    },
    ...changes,
  }
}
