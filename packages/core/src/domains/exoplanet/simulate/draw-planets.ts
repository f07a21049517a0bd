import type { Random } from '../../../random.ts'
import { SURVEY } from './detect.ts'
import type { Signal } from './signal.ts'
import type { Star } from './star.ts'
import { EARTH_RADII_PER_SOLAR, scaledAxis, transitDepth, transitTimes } from './transit.ts'

const SHORTEST_DAYS = 0.5
const LONGEST_DAYS = 500

/**
 * Period of the innermost planet: occurrence a logarithmic period rises as P^1.5 up to ten days and is nearly
 * flat beyond (Howard et al. 2012, eq. 8; Mulders et al. 2018); times the chance to transit, P^(-2/3).
 */
const PERIODS = { breakDays: 10, risingPower: 1.5 - 2 / 3, fallingPower: 0.05 - 2 / 3 }

/** Rayleigh scale of the tilts within a system, degrees (Fabrycky et al. 2014: 1.0 to 2.2). */
const MUTUAL_TILT_DEGREES = 1.6

/** Rayleigh scales of eccentricity: systems of many, and planets alone (Van Eylen et al. 2019; Xie et al. 2016). */
const ECCENTRICITY = { several: 0.05, single: 0.2 }

/** The planets of one star that pass in front of it, tilted so that the innermost does. */
export function drawPlanets(star: Star, random: Random): Signal[] {
  const count = random.uniform() < 0.45 ? 1 : 2 + random.poisson(1.8)
  const periods = drawPeriods(count, random)
  const innermost = periods[0]
  if (innermost === undefined) return []
  const ownTilt = random.uniform() / scaledAxis(innermost, star.densitySolar)
  const typical = drawRadius(innermost, star, random)
  const signals: Signal[] = []
  for (const periodDays of periods) {
    // Planets of one system are alike in size (Weiss et al. 2018).
    const radiusEarth =
      random.uniform() < 0.7 ? typical * Math.exp(0.25 * random.normal()) : drawRadius(periodDays, star, random)
    const isFirst = periodDays === innermost
    const tilt = isFirst ? 0 : (MUTUAL_TILT_DEGREES * Math.PI * random.normal()) / 180
    const signal = passage(star, { periodDays, radiusEarth, cosInclination: Math.abs(ownTilt + tilt), count }, random)
    if (signal !== null) signals.push(signal)
  }
  return signals
}

function drawPeriods(count: number, random: Random): number[] {
  const periods = [drawInnermost(random)]
  for (let last = periods[0] ?? LONGEST_DAYS; periods.length < count;) {
    // Ratios of neighbours: mostly 1.3 to 4, median near 2 (Fabrycky et al. 2014).
    last *= 1.25 + Math.exp(-0.25 + 0.8 * random.normal())
    if (last > LONGEST_DAYS) break
    periods.push(last)
  }
  return periods
}

/** Inverts the two-piece power law of `PERIODS` in ln P. */
function drawInnermost(random: Random): number {
  const { breakDays, risingPower, fallingPower } = PERIODS
  const below = (1 - (SHORTEST_DAYS / breakDays) ** risingPower) / risingPower
  const above = ((LONGEST_DAYS / breakDays) ** fallingPower - 1) / fallingPower
  const mass = random.uniform() * (below + above)
  return mass < below
    ? breakDays * (1 - risingPower * (below - mass)) ** (1 / risingPower)
    : breakDays * (1 + fallingPower * (mass - below)) ** (1 / fallingPower)
}

/**
 * Two peaks either side of a valley that moves to smaller planets on longer orbits (Fulton et al. 2017; Van Eylen et
 * al. 2018: slope -.11), and giants, more of them around metal-rich stars (Fischer & Valenti 2005). Earth radii.
 */
function drawRadius(periodDays: number, star: Star, random: Random): number {
  const kind = random.uniform()
  const giants = Math.min(0.022 * 10 ** (2 * star.metallicityDex), 0.2)
  if (kind < giants) return 4.5 * Math.exp(1.1 * random.uniform() ** 0.8)
  const shift = (periodDays / 10) ** -0.11
  // Sub-Neptunes are rare below a few days, where light strips them (Fulton et al. 2017).
  const puffy = 0.62 / (1 + (periodDays / 3) ** -2)
  return kind < giants + (1 - giants) * puffy
    ? 2.35 * shift * Math.exp(0.27 * random.normal())
    : 1.25 * shift * Math.exp(0.3 * random.normal())
}

interface Orbit {
  readonly periodDays: number
  readonly radiusEarth: number
  /** of a circular orbit; eccentricity moves the impact parameter with it */
  readonly cosInclination: number
  readonly count: number
}

function passage(star: Star, orbit: Orbit, random: Random): Signal | null {
  const { periodDays, radiusEarth } = orbit
  const radiusRatio = radiusEarth / (EARTH_RADII_PER_SOLAR * star.radiusSolar)
  const axis = scaledAxis(periodDays, star.densitySolar)
  const scale = orbit.count > 1 ? ECCENTRICITY.several : ECCENTRICITY.single
  const eccentricity = periodDays < 3 ? 0 : Math.min(scale * Math.sqrt(-2 * Math.log(1 - random.uniform())), 0.8)
  const towards = eccentricity * Math.sin(2 * Math.PI * random.uniform())
  const distance = (1 - eccentricity ** 2) / (1 + towards)
  const impact = axis * orbit.cosInclination * distance
  if (impact >= 1 + radiusRatio || axis * (1 - eccentricity) < 1.3 + radiusRatio) return null
  const eccentricFactor = Math.sqrt(1 - eccentricity ** 2) / (1 + towards)
  const times = transitTimes({ periodDays, densitySolar: star.densitySolar, radiusRatio, impact, eccentricFactor })
  return {
    truth: 'planet',
    periodDays,
    epochBkjd: SURVEY.startBkjd + random.uniform() * periodDays,
    depth: transitDepth(radiusRatio, impact, star.teffK),
    ...times,
    radiusRatio,
    impact,
    parent: null,
  }
}
