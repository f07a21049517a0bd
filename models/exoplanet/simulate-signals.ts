import { joinViews, viewSizes } from '@vouch/core/domains/exoplanet/curve-views'
import { computeFeatures } from '@vouch/core/domains/exoplanet/features'
import type { Random } from '@vouch/core/random'
import type { Ephemeris } from '@vouch/core/series/fold'
import type { LightCurve } from '@vouch/core/series/light-curve'
import { simulateCurve, type SimulatedPlanet } from '@vouch/core/series/simulate-curve'
import { vetSignal } from '@vouch/core/series/vet-signal'
import { makeViews } from '@vouch/core/series/views'
import type { CurveModelSpec } from './curve-model.ts'

export interface SimulatedSignals {
  readonly rows: number
  /** rows × features */
  readonly scalars: Float32Array
  /** rows × bins */
  readonly views: Float32Array
  /** 1: a planet */
  readonly labels: Uint8Array
}

interface Made {
  readonly scalars: Float32Array
  readonly views: Float32Array
  readonly label: number
}

/** Signals of made-up stars as a network sees them: no row of them is of a real one. Planets, and pairs of stars. */
export function simulateSignals(spec: CurveModelSpec, rows: number, random: Random): SimulatedSignals {
  return gather(Array.from({ length: rows }, () => simulateSignal(spec, random)))
}

/**
 * Signals to learn from: planets, pairs of stars that eclipse each other in turns, and dips of the instrument that repeat by
 * chance, each as strong as a search finds them.
 */
export function simulateTeachers(spec: CurveModelSpec, rows: number, random: Random): SimulatedSignals {
  return gather(Array.from({ length: rows }, () => simulateTeacher(spec, random)))
}

function gather(made: readonly Made[]): SimulatedSignals {
  return {
    rows: made.length,
    scalars: Float32Array.from(made.flatMap(({ scalars }) => [...scalars])),
    views: Float32Array.from(made.flatMap(({ views }) => [...views])),
    labels: Uint8Array.from(made, ({ label }) => label),
  }
}

const between = (random: Random, from: number, to: number) => from * (to / from) ** random.uniform()

function drawSignal(random: Random): Ephemeris {
  const periodDays = between(random, 1, 25)
  return {
    periodDays,
    epochDays: periodDays * random.uniform(),
    durationDays: 0.08 * periodDays ** (1 / 3) * between(random, 0.7, 1.6),
  }
}

/** Four transits at least, and as much of a quarter as holds a few of short ones. */
function daysOf({ periodDays }: Ephemeris): number {
  return Math.max(80, 4 * periodDays)
}

function simulateSignal(spec: CurveModelSpec, random: Random): Made {
  const signal = drawSignal(random)
  const noise = between(random, 5e-5, 1e-3)
  const ratio = between(random, 0.01, 0.2)
  // one in three is two stars: nearly as large as each other
  const isPair = random.uniform() < 1 / 3
  const planets = [{ ...signal, ratio: isPair ? between(random, 0.2, 0.5) : ratio, impact: 0.9 * random.uniform() }]
  const curve = simulateCurve({ days: daysOf(signal), noise, planets }, random)
  return { ...seen(spec, { curve, signal }, random), label: isPair ? 0 : 1 }
}

const SHARES = { planets: 0.5, pairs: 0.85 } as const
const CADENCES_A_DAY = 48

function simulateTeacher(spec: CurveModelSpec, random: Random): Made {
  const signal = drawSignal(random)
  const kind = random.uniform()
  const days = daysOf(signal)
  const isPlanet = kind < SHARES.planets
  const isPair = !isPlanet && kind < SHARES.pairs
  const ratio = isPair ? between(random, 0.1, 0.6) : between(random, 0.01, 0.14)
  const within = Math.max(3, (days / signal.periodDays) * signal.durationDays * CADENCES_A_DAY)
  const noise = (ratio ** 2 * Math.sqrt(within)) / between(random, 7, 400)
  const first = { ...signal, ratio, impact: (isPair ? 1 : 0.85) * random.uniform() }
  const planets = isPlanet ? [first] : isPair ? [first, otherEclipse(first, random)] : []
  const star = isPlanet || isPair ? undefined : dips(signal, { days, depth: ratio ** 2, random })
  const curve = simulateCurve({ days, noise, planets, ...(star ? { star } : {}) }, random)
  return { ...seen(spec, { curve, signal }, random), label: isPlanet ? 1 : 0 }
}

/** The smaller star behind the larger one: less deep, half a turn later where the orbit is a circle. */
function otherEclipse(first: SimulatedPlanet, random: Random): SimulatedPlanet {
  const turn = random.uniform() < 0.7 ? 0.5 : 0.3 + 0.4 * random.uniform()
  return {
    ...first,
    epochDays: first.epochDays + turn * first.periodDays,
    ratio: first.ratio * Math.sqrt(between(random, 0.005, 1)),
  }
}

/** Falls of brightness that come back slowly, as after a cosmic ray: one of them where the signal is said to be. */
function dips(
  { epochDays, durationDays }: Ephemeris,
  { days, depth, random }: { days: number; depth: number; random: Random },
): (timeDays: number) => number {
  const events = [
    { at: epochDays - durationDays / 2, depth },
    ...Array.from({ length: 4 }, () => ({ at: days * random.uniform(), depth: depth * between(random, 0.2, 1.5) })),
  ]
  const lasts = durationDays * between(random, 0.4, 2)
  return (time) =>
    events.reduce((flux, event) => flux - (time < event.at ? 0 : event.depth * Math.exp((event.at - time) / lasts)), 1)
}

/** What a network is given of a signal in a curve. */
function seen(
  spec: CurveModelSpec,
  { curve, signal }: { readonly curve: LightCurve; readonly signal: Ephemeris },
  random: Random,
): Omit<Made, 'label'> {
  const { depth, snr } = vetSignal(curve, signal, 0.5)
  const one = (value: number) => Float64Array.of(value)
  const quantities = {
    rows: 1,
    values: {
      period: one(signal.periodDays),
      duration: one(24 * signal.durationDays),
      depth: one(1e6 * (depth?.depth ?? Number.NaN)),
      snr: one(snr ?? Number.NaN),
      stellar_temperature: one(between(random, 3500, 7000)),
      stellar_gravity: one(between(random, 3.8, 4.7)),
      stellar_radius: one(between(random, 0.5, 2)),
    },
  }
  return {
    scalars: computeFeatures(spec.features, quantities),
    views: joinViews(makeViews(curve, signal, viewSizes(spec.views)), spec.views),
  }
}
