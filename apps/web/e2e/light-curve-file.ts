import { createRandom } from '@vouch/core/random'
import { simulateCurve } from '@vouch/core/series/simulate-curve'
import { card, writeFits } from '@vouch/core/series/write-fits.fixture'

/** A planet with deep transits, for curves of these tests. */
export const PLANET = { periodDays: 7.384, epochDays: 3.1, durationDays: 0.175, ratio: 0.05 }

/** A simulated quarter as a FITS file of Kepler's; no star has it. */
export function quarterFile({ quarter, days, star = 'KIC 1' }: { quarter: number; days: number; star?: string }) {
  const begin = 130 + quarter * (days + 3)
  const curve = simulateCurve(
    {
      days,
      noise: 2e-4,
      planets: [PLANET],
      star: (time) => 1 + 0.003 * Math.sin(time / 2),
      gaps: [[days / 2, days / 2 + 1.2]],
    },
    createRandom(quarter),
  )
  const column = (name: string, form: 'D' | 'E' | 'J', values: readonly number[]) => ({ name, form, values })
  const bytes = writeFits(
    [card('OBJECT', `'${star}'`), card('MISSION', "'Kepler'"), card('QUARTER', String(quarter))],
    [
      column(
        'TIME',
        'D',
        [...curve.timeDays].map((time) => begin + time),
      ),
      column(
        'SAP_FLUX',
        'E',
        [...curve.flux].map((flux) => flux * 9000),
      ),
      column(
        'PDCSAP_FLUX',
        'E',
        [...curve.flux].map((flux) => flux * 9100),
      ),
      column(
        'PDCSAP_FLUX_ERR',
        'E',
        [...curve.fluxError].map((error) => error * 9100),
      ),
      column(
        'SAP_QUALITY',
        'J',
        [...curve.flux].map((_, i) => (i % 97 === 0 ? 1 : 0)),
      ),
    ],
  )
  return { name: `kplr-q${quarter}.fits`, mimeType: 'application/fits', buffer: Buffer.from(bytes) }
}
