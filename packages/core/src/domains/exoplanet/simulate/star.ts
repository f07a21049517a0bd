import type { Random } from '../../../random.ts'

/** A target of the survey as it is. What the catalogue says of it is `catalogueStar`. */
export interface Star {
  readonly massSolar: number
  readonly radiusSolar: number
  readonly luminositySolar: number
  readonly teffK: number
  readonly loggCgs: number
  readonly densitySolar: number
  readonly metallicityDex: number
  readonly kepmag: number
  readonly raDegrees: number
  readonly decDegrees: number
  /** brightness changes of the star itself in six hours and a half */
  readonly variabilityPpm: number
  /** white noise of its light over that of the quietest stars of its brightness, which few reach; at least 1 */
  readonly noiseFactor: number
}

type Body = Pick<Star, 'massSolar' | 'radiusSolar' | 'luminositySolar' | 'teffK'>

/** Centre and radius of Kepler's field, degrees (Koch et al. 2010; 115 square degrees of sky, here one disc). */
const FIELD = { ra: 290.667, dec: 44.5, radius: 7.5 }

/** The survey's faint limit, Kepler magnitudes (Batalha et al. 2010). */
const FAINTEST = 16

const SOLAR_TEFF_K = 5772
const SOLAR_LOGG_CGS = 4.438

/**
 * A star of a magnitude-limited field of dwarfs and subgiants with a few giants, as Kepler chose it
 * (Batalha et al. 2010; mix of temperatures after Mathur et al. 2017).
 */
export function drawStar(random: Random): Star {
  const metallicityDex = -0.03 + 0.18 * random.normal()
  const body = random.uniform() < 0.06 ? drawGiant(random) : drawDwarf(random)
  // Metal-poor dwarfs of one mass are bluer: roughly 300 K a dex near the Sun.
  const teffK = body.teffK - 300 * metallicityDex
  const polar = { radius: FIELD.radius * Math.sqrt(random.uniform()), angle: 2 * Math.PI * random.uniform() }
  const decDegrees = FIELD.dec + polar.radius * Math.sin(polar.angle)
  return {
    ...body,
    teffK,
    metallicityDex,
    loggCgs: SOLAR_LOGG_CGS + Math.log10(body.massSolar / body.radiusSolar ** 2),
    densitySolar: body.massSolar / body.radiusSolar ** 3,
    kepmag: drawMagnitude(random),
    raDegrees: FIELD.ra + (polar.radius * Math.cos(polar.angle)) / Math.cos((decDegrees * Math.PI) / 180),
    decDegrees,
    // Median of 19.5 ppm for Sun-like stars, with a tail of active ones (Gilliland et al. 2011, §4).
    variabilityPpm: 19.5 * Math.exp(0.5 * random.normal() + (random.uniform() < 0.12 ? 1.2 : 0)),
    noiseFactor: 1 + 0.55 * Math.exp(0.5 * random.normal()),
  }
}

/** Counts of field stars rise by about .27 dex a magnitude up to the limit, which is not sharp. */
function drawMagnitude(random: Random): number {
  for (;;) {
    const kepmag = FAINTEST + 0.25 * random.normal() + Math.log10(1 - random.uniform()) / 0.27
    if (kepmag > 8 && kepmag < 16.6) return kepmag
  }
}

function drawDwarf(random: Random): Body {
  for (;;) {
    const kind = random.uniform()
    const massSolar =
      kind < 0.87
        ? 1.03 + 0.17 * random.normal()
        : kind < 0.94
          ? 0.3 + 0.5 * random.uniform()
          : 1.2 + 0.9 * random.uniform() ** 1.5
    const ageGyr = 0.5 + 10.5 * random.uniform()
    if (massSolar < 0.25 || lifeShare(massSolar, ageGyr) > 1.25) continue
    return bodyAt(massSolar, ageGyr)
  }
}

/** Low-luminosity giants and clump stars: 3 to 21 solar radii at 4,500 to 5,100 K. */
function drawGiant(random: Random): Body {
  const radiusSolar = 3 * 7 ** (random.uniform() ** 1.5)
  const teffK = 5100 - 300 * Math.log(radiusSolar / 3) + 100 * random.normal()
  const massSolar = Math.max(1.25 + 0.25 * random.normal(), 0.8)
  return { massSolar, radiusSolar, teffK, luminositySolar: radiusSolar ** 2 * (teffK / SOLAR_TEFF_K) ** 4 }
}

/**
 * A star of this mass and age on or just off the main sequence. Zero-age radius and luminosity by power laws of mass
 * (Salaris & Cassisi 2005), growth along the main sequence scaled from the Sun's own
 * (Bahcall, Pinsonneault & Basu 2001: .89 R and .70 L at birth), then across the subgiant branch.
 */
export function bodyAt(massSolar: number, ageGyr: number): Body {
  const lived = Math.min(lifeShare(massSolar, ageGyr), 1.25)
  const onSequence = Math.min(lived, 1)
  const beyond = lived - onSequence
  const bornRadius = 0.89 * massSolar ** 0.88
  const bornLuminosity = massSolar < 0.5 ? 0.0356 * (massSolar / 0.5) ** 2.3 : 0.7 * massSolar ** 4.3
  const radiusSolar = bornRadius * (1 + 0.12 * onSequence + 0.53 * onSequence ** 3) * (1 + 4 * beyond)
  const luminositySolar = bornLuminosity * (1 + 0.5 * onSequence + 1.2 * onSequence ** 3) * (1 + 6 * beyond)
  const teffK = SOLAR_TEFF_K * (luminositySolar / radiusSolar ** 2) ** 0.25
  return { massSolar, radiusSolar, luminositySolar, teffK }
}

/** Age over the main-sequence lifetime, 10 Gyr · M^-2.5. */
function lifeShare(massSolar: number, ageGyr: number): number {
  return ageGyr / (10 * massSolar ** -2.5)
}
