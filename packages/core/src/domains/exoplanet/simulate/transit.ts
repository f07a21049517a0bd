/** Earth radii in a solar radius: 695,700 km (IAU 2015 resolution B3) over 6,378.1 km. */
export const EARTH_RADII_PER_SOLAR = 109.076

/** a/R* of a one-day orbit around a star of solar density, by Kepler's third law (Winn 2010, eq. 30). */
const SCALED_AXIS_OF_ONE_DAY = 4.2085

/** Two discs passing: `radiusRatio` and `impact` in radii of the disc behind, density in solar units. */
export interface Passage {
  readonly periodDays: number
  readonly densitySolar: number
  readonly radiusRatio: number
  readonly impact: number
  /** duration over that of a circular orbit: sqrt(1 - e²) / (1 + e sin ω) (Winn 2010, eq. 16) */
  readonly eccentricFactor: number
}

export interface TransitTimes {
  /** first to last contact, T14 */
  readonly durationHours: number
  /** first to second contact; half the duration when the passage is grazing */
  readonly ingressHours: number
}

/** Semi-major axis in stellar radii. */
export function scaledAxis(periodDays: number, densitySolar: number): number {
  return SCALED_AXIS_OF_ONE_DAY * Math.cbrt(periodDays * periodDays * densitySolar)
}

/** Contact times of a passage (Winn 2010, eqs. 14-16). Needs impact < 1 + radiusRatio < a/R*. */
export function transitTimes(passage: Passage): TransitTimes {
  const { periodDays, radiusRatio, impact } = passage
  const axis = scaledAxis(periodDays, passage.densitySolar)
  const sinInclination = Math.sqrt(1 - (impact / axis) ** 2)
  const scale = ((24 * periodDays) / Math.PI) * passage.eccentricFactor
  const between = (reach: number): number => {
    const chord = Math.sqrt(Math.max(reach * reach - impact * impact, 0))
    return scale * Math.asin(Math.min(chord / (axis * sinInclination), 1))
  }
  const durationHours = between(1 + radiusRatio)
  const flatHours = impact < Math.abs(1 - radiusRatio) ? between(1 - radiusRatio) : 0
  return { durationHours, ingressHours: (durationHours - flatHours) / 2 }
}

/** Share of the unit disc that a disc of radius `radiusRatio` at distance `impact` covers: the lens of two circles. */
export function coveredShare(radiusRatio: number, impact: number): number {
  const k = radiusRatio
  if (impact >= 1 + k) return 0
  if (impact <= Math.abs(1 - k)) return Math.min(k * k, 1)
  const angle = (own: number, other: number): number =>
    Math.acos(clamp((impact * impact + own * own - other * other) / (2 * impact * own), -1, 1))
  const kite = (-impact + k + 1) * (impact + k - 1) * (impact - k + 1) * (impact + k + 1)
  return clamp((k * k * angle(k, 1) + angle(1, k) - Math.sqrt(Math.max(kite, 0)) / 2) / Math.PI, 0, 1)
}

/**
 * Light lost at mid-transit as a share of the star's light: the covered share times the brightness of the covered part
 * relative to the disc's mean, under quadratic limb darkening (Mandel & Agol 2002, §5: a small body in front of
 * a disc that is taken as even behind it; for a wide one the brightness at the root mean square radius it covers).
 */
export function transitDepth(radiusRatio: number, impact: number, teffK: number): number {
  const covered = coveredShare(radiusRatio, impact)
  return covered * brightnessOf(covered, { radiusRatio, impact, teffK })
}

/** Brightness of the covered part over the disc's mean: about 1.2 at the middle of a Sun, below 1 at its limb. */
export function relativeBrightness(radiusRatio: number, impact: number, teffK: number): number {
  return brightnessOf(coveredShare(radiusRatio, impact), { radiusRatio, impact, teffK })
}

interface Cover {
  readonly radiusRatio: number
  readonly impact: number
  readonly teffK: number
}

function brightnessOf(covered: number, { radiusRatio, impact, teffK }: Cover): number {
  const k = Math.min(radiusRatio, 1)
  const isWhole = impact + k <= 1
  const radiusSquared = isWhole ? impact * impact + (k * k) / 2 : ((1 + Math.max(impact - k, 0)) / 2) ** 2
  const dimming = 1 - Math.sqrt(1 - Math.min(radiusSquared, 0.99))
  const [linear, quadratic] = limbDarkening(teffK)
  const local = (1 - linear * dimming - quadratic * dimming * dimming) / (1 - linear / 3 - quadratic / 6)
  // The whole disc is as bright as its mean: what is left uncovered takes the difference back.
  return 1 + (local - 1) * (1 - covered)
}

/**
 * Quadratic coefficients in Kepler's band. The tables (Claret & Bloemen 2011) run nearly straight in temperature for
 * dwarfs; these are round numbers of that trend, not the tables.
 */
function limbDarkening(teffK: number): readonly [number, number] {
  const kilokelvins = (clamp(teffK, 3500, 7500) - 5800) / 1000
  return [0.44 - 0.13 * kilokelvins, 0.23 + 0.09 * kilokelvins]
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
