import type { Random } from '../../../random.ts'
import type { Star } from './star.ts'

/** A value with its upper and lower error, both as positive numbers. */
export interface Measured {
  readonly value: number
  readonly upper: number
  readonly lower: number
}

/** What the catalogue says of a star. */
export interface CatalogueStar {
  readonly teffK: Measured
  readonly loggCgs: Measured
  readonly radiusSolar: Measured
  /** implied by gravity and radius */
  readonly massSolar: number
}

/**
 * A catalogue star: the true one within errors that are drawn without looking at the star or at what passes in front
 * of it. In the archive planets have smaller ones, because telescopes followed them up, and a model can learn that;
 * here it cannot. Sizes of the errors as in Mathur et al. 2017: spectroscopy for some, colours for most.
 */
export function catalogueStar(star: Star, random: Random): CatalogueStar {
  const hasSpectrum = random.uniform() < 0.35
  const spread = (typical: number, scatter: number): number => typical * Math.exp(scatter * random.normal())
  const teffError = hasSpectrum ? spread(79, 0.12) : spread(165, 0.18)
  const teffSkew = spread(1.05, 0.12)
  const radiusUpper = hasSpectrum ? spread(0.11, 0.5) : spread(0.24, 0.4)
  const radiusLower = hasSpectrum ? spread(0.09, 0.4) : spread(0.11, 0.5)
  const massError = 0.07
  // Radius comes from gravity through the mass: errors of the two mirror each other, d log g = -2 dR/R / ln 10.
  const shift = twoPiece(random, Math.min(radiusUpper, 0.45), Math.min(radiusLower, 0.45))
  const massShift = massError * random.normal()
  const radius = star.radiusSolar * Math.exp(shift)
  const logg = star.loggCgs + (massShift - 2 * shift) / Math.LN10
  const teff = star.teffK + twoPiece(random, teffError, teffError * teffSkew)
  return {
    teffK: { value: Math.max(teff, 2600), upper: teffError, lower: teffError * teffSkew },
    loggCgs: {
      value: logg,
      upper: Math.hypot(2 * radiusLower, massError) / Math.LN10,
      lower: Math.hypot(2 * radiusUpper, massError) / Math.LN10,
    },
    radiusSolar: { value: radius, upper: radius * radiusUpper, lower: radius * radiusLower },
    massSolar: star.massSolar * Math.exp(massShift),
  }
}

/**
 * What is added to the truth for a measurement whose error bars are `upper` and `lower`: the truth lies above by
 * `upper`, so the measurement fell short by it, as often as the other way.
 */
function twoPiece(random: Random, upper: number, lower: number): number {
  const deviate = random.normal()
  return deviate < 0 ? deviate * upper : deviate * lower
}
