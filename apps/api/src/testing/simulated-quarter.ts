import { createRandom } from '@vouch/core/random'
import { simulateCurve, type SimulatedPlanet } from '@vouch/core/series/simulate-curve'
import { card, writeFits } from '@vouch/core/series/write-fits.fixture'

export interface SimulatedQuarter {
  readonly star?: number
  readonly days?: number
  readonly fromDay?: number
  readonly noise?: number
  readonly planets?: readonly SimulatedPlanet[]
  readonly mission?: 'Kepler' | 'TESS'
}

/** A planet of a tenth of its star, every 5.3 days. */
export const PLANET: SimulatedPlanet = { periodDays: 5.3, epochDays: 2.1, durationDays: 0.14, ratio: 0.1, impact: 0.2 }

/** A light-curve file as Kepler's pipeline writes one, of a star that is made up. */
export function simulatedQuarter({
  star = 999_999_001,
  days = 60,
  fromDay = 0,
  noise = 2e-4,
  planets = [PLANET],
  mission = 'Kepler',
}: SimulatedQuarter = {}): Uint8Array<ArrayBuffer> {
  const moved = planets.map((planet) => ({ ...planet, epochDays: planet.epochDays - fromDay }))
  const { timeDays, flux } = simulateCurve({ days, noise, planets: moved }, createRandom(`quarter ${star} ${fromDay}`))
  const n = timeDays.length
  const brightness = Array.from(flux, (value) => 5000 * value)
  const primary = [
    card('OBJECT', `'${mission === 'TESS' ? 'TIC' : 'KIC'} ${star}'`),
    card('MISSION', `'${mission}'`),
    card('QUARTER', String(Math.floor(fromDay / 90) + 1)),
    card('TEFF', '5700'),
    card('LOGG', '4.4'),
    card('RADIUS', '1.0'),
    card('KEPMAG', '12.5'),
  ]
  return new Uint8Array(
    writeFits(primary, [
      { name: 'TIME', form: 'D', unit: 'BJD - 2454833', values: Array.from(timeDays, (time) => fromDay + time) },
      { name: 'SAP_FLUX', form: 'E', values: brightness },
      { name: 'PDCSAP_FLUX', form: 'E', values: brightness },
      { name: 'PDCSAP_FLUX_ERR', form: 'E', values: new Array<number>(n).fill(5000 * noise) },
      { name: 'SAP_QUALITY', form: 'J', values: new Array<number>(n).fill(0) },
    ]),
  )
}

/** A form with light curves under a name, and its other fields. */
export function curvesForm(
  files: readonly (readonly [name: string, content: Uint8Array<ArrayBuffer> | string])[],
  fields: Readonly<Record<string, string | number>> = {},
): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value))
  for (const [name, content] of files) form.append('file', new File([content], name))
  return form
}
