import type { Random } from '../../../random.ts'
import { SURVEY } from './detect.ts'
import type { Signal } from './signal.ts'
import { bodyAt, type Star } from './star.ts'
import { coveredShare, relativeBrightness, scaledAxis, transitTimes } from './transit.ts'

/** How the orbits of a population of binaries are drawn: log10 of the period in days, cut at both ends. */
export interface BinaryPeriods {
  readonly centre: number
  readonly spread: number
  readonly shortestDays: number
  readonly longestDays: number
}

/** Eclipsing binaries on target, the shortest orbits left out of the KOI table (Kirk et al. 2016). */
export const TARGET_BINARIES: BinaryPeriods = { centre: 0.7, spread: 0.82, shortestDays: 0.5, longestDays: 650 }

interface Binary {
  readonly periodDays: number
  /** total mass over the volume of the larger star, which sets a/R* */
  readonly densitySolar: number
  readonly radiusRatio: number
  /** light of the smaller star over that of the larger */
  readonly lightRatio: number
  readonly impact: number
  readonly eccentricity: number
  /** argument of periastron, radians */
  readonly periastron: number
}

/**
 * The eclipses of a star with a fainter companion: the deeper one, and the other where the search took it for a signal
 * of its own. Nearly equal eclipses half an orbit apart are found at half the period.
 */
export function drawEclipsingBinary(star: Star, periods: BinaryPeriods, random: Random): Signal[] {
  const binary = drawBinary(star, periods, random)
  if (binary === null) return []
  const main = eclipse(binary, star, 1)
  const other = eclipse(binary, star, -1)
  if (main === null)
    return other === null ? [] : [withEpoch(other, SURVEY.startBkjd + random.uniform() * other.periodDays)]
  const epoch = SURVEY.startBkjd + random.uniform() * binary.periodDays
  const first = withEpoch(main, epoch)
  const isEven = other !== null && other.depth > 0.85 * main.depth && binary.eccentricity < 0.02
  const fitsHalf = binary.periodDays / 2 > periods.shortestDays && main.durationHours < 0.4 * 12 * binary.periodDays
  if (isEven && fitsHalf && random.uniform() < 0.7) return [{ ...first, periodDays: binary.periodDays / 2 }]
  if (other === null || random.uniform() > 0.06) return [first]
  // Secondary eclipses of eccentric orbits are displaced by 2e cos ω / π of the period (Winn 2010, eq. 33).
  const phase = 0.5 + (2 / Math.PI) * binary.eccentricity * Math.cos(binary.periastron)
  const after = epoch + phase * binary.periodDays
  const hasEarlier = after - binary.periodDays >= SURVEY.startBkjd
  return [first, withEpoch(other, hasEarlier ? after - binary.periodDays : after)]
}

/** Mass ratios flat (Raghavan et al. 2010), the companion young; inclinations such that they may eclipse. */
function drawBinary(star: Star, periods: BinaryPeriods, random: Random): Binary | null {
  const periodDays = 10 ** (periods.centre + periods.spread * random.normal())
  if (periodDays < periods.shortestDays || periodDays > periods.longestDays) return null
  const massRatio = 0.08 + 0.92 * random.uniform()
  const companionMass = Math.max(massRatio * star.massSolar, 0.08)
  const born = bodyAt(companionMass, 3)
  const radiusRatio = Math.min(born.radiusSolar / star.radiusSolar, 1)
  const densitySolar = (star.massSolar + companionMass) / star.radiusSolar ** 3
  const axis = scaledAxis(periodDays, densitySolar)
  // Tides make short orbits round: the longest-lived eccentricities grow with period (Kirk et al. 2016).
  const limit = 0.6 * (1 - Math.exp(-Math.max(periodDays - 4, 0) / 25))
  const eccentricity = limit * random.uniform()
  if (axis * (1 - eccentricity) < 1.15 * (1 + radiusRatio)) return null
  return {
    periodDays,
    densitySolar,
    radiusRatio,
    lightRatio: Math.min(born.luminositySolar / star.luminositySolar, 1),
    impact: (1 + radiusRatio) * random.uniform(),
    eccentricity,
    periastron: 2 * Math.PI * random.uniform(),
  }
}

/** One of the two eclipses; `side` 1 is the companion in front, -1 the companion behind. Null where they miss. */
function eclipse(binary: Binary, star: Star, side: 1 | -1): Omit<Signal, 'epochBkjd'> | null {
  const { periodDays, radiusRatio, lightRatio, eccentricity } = binary
  const towards = side * eccentricity * Math.sin(binary.periastron)
  const impact = (binary.impact * (1 - eccentricity ** 2)) / (1 + towards)
  const axis = scaledAxis(periodDays, binary.densitySolar)
  if (impact >= 1 + radiusRatio || impact >= axis) return null
  const covered = coveredShare(radiusRatio, impact)
  const brightness = relativeBrightness(radiusRatio, impact, star.teffK)
  const lost = side === 1 ? covered * brightness : (covered / radiusRatio ** 2) * lightRatio
  const eccentricFactor = Math.sqrt(1 - eccentricity ** 2) / (1 + towards)
  const times = transitTimes({ periodDays, densitySolar: binary.densitySolar, radiusRatio, impact, eccentricFactor })
  const depth = Math.min(lost / (1 + lightRatio), 0.999)
  return { truth: 'eclipsing_binary', periodDays, depth, ...times, radiusRatio, impact, parent: null }
}

function withEpoch(signal: Omit<Signal, 'epochBkjd'>, epochBkjd: number): Signal {
  return { ...signal, epochBkjd }
}
