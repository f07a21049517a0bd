/** A name as one compares it: Kepler’s and TESS’ objects in the archive’s own writing, whatever table they come from. */
export interface ObjectName {
  /** `K00752.01`, `TOI-1000.01`, `EPIC 201367065.01`, `K2-3 b` */
  readonly object: string
  /** the star, `K00752`, by which signals of one star belong together; null where the name does not say it */
  readonly star: string | null
}

const KOI_DIGITS = 5

/**
 * Reads the name of a signal or planet. `K00752.01` and `KOI-752.01` are one object, so are `1000.01` (as the archive's TOI
 * table has it) and `TOI-1000.01`; a planet's letter, `K2-3 c`, is cut off for its star. Of a name in no such form nothing
 * but spaces and case is made alike, and it names no star.
 */
export function readObjectName(name: string): ObjectName {
  const text = name.trim().replaceAll(/\s+/g, ' ')
  const signal = /^(.*\d)(\.\d{2})$/.exec(text)
  if (signal) {
    const star = starInForm(signal[1] ?? '')
    return { object: star + (signal[2] ?? ''), star }
  }
  const planet = /^(.*\S) ([b-z])$/.exec(text)
  if (planet) {
    const star = starInForm(planet[1] ?? '')
    return { object: `${star} ${planet[2] ?? ''}`, star }
  }
  return { object: text.toLowerCase(), star: null }
}

function starInForm(star: string): string {
  const koi = /^K(?:OI)?[- ]?0*(\d+)$/i.exec(star)
  if (koi) return `K${(koi[1] ?? '').padStart(KOI_DIGITS, '0')}`
  const toi = /^(?:TOI[- ]?)?0*(\d+)$/i.exec(star)
  if (toi) return `TOI-${toi[1] ?? ''}`
  const listed = /^(EPIC|KIC|TIC)[- ]?(\d+)$/i.exec(star)
  return listed ? `${(listed[1] ?? '').toUpperCase()} ${listed[2] ?? ''}` : star
}
