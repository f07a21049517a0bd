/** Quadratic limb darkening: I(μ) = 1 − u1 (1 − μ) − u2 (1 − μ)². */
export interface LimbDarkening {
  readonly u1: number
  readonly u2: number
}

/** A star like the sun in Kepler's band (Claret & Bloemen 2011, as Hippke & Heller 2019, §2.2 use it). */
export const SUN_LIMB: LimbDarkening = { u1: 0.4804, u2: 0.1867 }

/** Rings that the star is cut into; with so many the depth is right to a millionth of itself. */
const RINGS = 400

/**
 * Brightness of a star with a planet in front of it, 1 without: the sum over rings of the star of what the planet covers of
 * each (Kreidberg 2015, PASP 127, 1161, §2.1).
 * @param z distance of the centres, in radii of the star
 * @param ratio radius of the planet, in radii of the star
 */
export function transitFlux(z: number, ratio: number, { u1, u2 }: LimbDarkening): number {
  if (z >= 1 + ratio) return 1
  const from = Math.max(0, z - ratio)
  const to = Math.min(1, z + ratio)
  let covered = 0
  let before = coveredArea(z, ratio, from)
  for (let ring = 1; ring <= RINGS; ring++) {
    // rings grow narrow towards the limb, where the star darkens fastest
    const outer = from + (to - from) * Math.sin((ring / RINGS) * (Math.PI / 2))
    const inner = from + (to - from) * Math.sin(((ring - 1) / RINGS) * (Math.PI / 2))
    const area = coveredArea(z, ratio, outer)
    const dark = 1 - Math.sqrt(Math.max(0, 1 - ((inner + outer) / 2) ** 2))
    covered += (1 - u1 * dark - u2 * dark * dark) * (area - before)
    before = area
  }
  return 1 - covered / (Math.PI * (1 - u1 / 3 - u2 / 6))
}

/** Area that a circle of a radius about the star's centre shares with the planet. */
function coveredArea(z: number, ratio: number, radius: number): number {
  if (radius <= z - ratio || radius === 0) return 0
  if (radius >= z + ratio) return Math.PI * ratio * ratio
  if (radius <= ratio - z) return Math.PI * radius * radius
  const [r2, k2] = [radius * radius, ratio * ratio]
  const atStar = Math.acos(clamp((z * z + r2 - k2) / (2 * z * radius)))
  const atPlanet = Math.acos(clamp((z * z + k2 - r2) / (2 * z * ratio)))
  const kite = Math.sqrt(Math.max(0, 4 * z * z * r2 - (z * z + r2 - k2) ** 2)) / 2
  return r2 * atStar + k2 * atPlanet - kite
}

function clamp(cosine: number): number {
  return Math.min(1, Math.max(-1, cosine))
}

/** How a transit looks: 0 outside it, 1 at its deepest, evenly over its duration from first to last contact. */
export function transitShape(points: number, { ratio = 0.05, impact = 0.3, limb = SUN_LIMB } = {}): Float64Array {
  const half = Math.sqrt((1 + ratio) ** 2 - impact ** 2)
  const depths = Float64Array.from({ length: points }, (_, i) => {
    const x = half * ((2 * (i + 0.5)) / points - 1)
    return 1 - transitFlux(Math.hypot(x, impact), ratio, limb)
  })
  const deepest = depths.reduce((most, depth) => Math.max(most, depth), 0)
  return depths.map((depth) => depth / deepest)
}
