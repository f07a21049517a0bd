import { computeFeatures } from '@vouch/core/domains/exoplanet/features'
import { joinViews, viewSizes } from '@vouch/core/domains/exoplanet/curve-views'
import type { Random } from '@vouch/core/random'
import { simulateCurve } from '@vouch/core/series/simulate-curve'
import { makeViews } from '@vouch/core/series/views'
import { vetSignal } from '@vouch/core/series/vet-signal'
import type { CurveModelSpec } from './curve-model.ts'

export interface SimulatedSignals {
  readonly rows: number
  /** rows × features */
  readonly scalars: Float32Array
  /** rows × bins */
  readonly views: Float32Array
}

/** Signals of made-up stars as a network sees them: no row of them is of a real one. */
export function simulateSignals(spec: CurveModelSpec, rows: number, random: Random): SimulatedSignals {
  const made = Array.from({ length: rows }, () => simulateSignal(spec, random))
  return {
    rows,
    scalars: Float32Array.from(made.flatMap(({ scalars }) => [...scalars])),
    views: Float32Array.from(made.flatMap(({ views }) => [...views])),
  }
}

function simulateSignal(spec: CurveModelSpec, random: Random) {
  const between = (from: number, to: number) => from * (to / from) ** random.uniform()
  const periodDays = between(1, 25)
  const signal = {
    periodDays,
    epochDays: periodDays * random.uniform(),
    durationDays: 0.08 * periodDays ** (1 / 3) * between(0.7, 1.6),
  }
  const noise = between(5e-5, 1e-3)
  const ratio = between(0.01, 0.2)
  const days = Math.max(80, 4 * periodDays)
  // one in three is two stars: nearly as large as each other, seen in turns
  const planets = [
    { ...signal, ratio: random.uniform() < 1 / 3 ? between(0.2, 0.5) : ratio, impact: 0.9 * random.uniform() },
  ]
  const curve = simulateCurve({ days, noise, planets }, random)
  const { depth, snr } = vetSignal(curve, signal, 0.5)
  const one = (value: number) => Float64Array.of(value)
  const quantities = {
    rows: 1,
    values: {
      period: one(periodDays),
      duration: one(24 * signal.durationDays),
      depth: one(1e6 * (depth?.depth ?? Number.NaN)),
      snr: one(snr ?? Number.NaN),
      stellar_temperature: one(between(3500, 7000)),
      stellar_gravity: one(between(3.8, 4.7)),
      stellar_radius: one(between(0.5, 2)),
    },
  }
  return {
    scalars: computeFeatures(spec.features, quantities),
    views: joinViews(makeViews(curve, signal, viewSizes(spec.views)), spec.views),
  }
}
