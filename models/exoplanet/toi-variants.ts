import { STELLAR_ERROR_FEATURES } from '@vouch/core/domains/exoplanet/features/stellar-errors'
import type { QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { assessedRows, completeRows, type TrainingData } from './training-data.ts'
import { type TransitModelSpec, withoutQuantities } from './transit-model.ts'
import type { Variant } from './variants.ts'

const STAR: readonly QuantityName[] = [
  'radius',
  'insolation',
  'equilibrium_temperature',
  'stellar_temperature',
  'stellar_gravity',
  'stellar_radius',
  'distance',
]

/** What the TESS model is held beside: itself with what is hindsight, without what might be, and on rows without gaps. */
export function toiVariants(spec: TransitModelSpec, { own }: TrainingData): Variant[] {
  const rows = assessedRows(spec, own.labelled)
  // one ensemble each: what is compared are variants with one another
  const single = { ...spec, bag: 1 }
  const without = (...names: readonly QuantityName[]) => withoutQuantities(single, (name) => names.includes(name))
  const plus = (...names: readonly string[]) => ({ ...single, rowFeatures: [...spec.rowFeatures, ...names] })
  const errors = STELLAR_ERROR_FEATURES.filter(({ needs }) => !needs.some((name) => name.startsWith('insolation'))).map(
    ({ name }) => name,
  )
  return [
    { name: 'one ensemble, as all below: all columns', spec: single, rows },
    { name: 'with the star’s uncertainties (hindsight)', spec: plus(...errors), rows },
    { name: 'with the time of the first transit (hindsight)', spec: plus('epoch'), rows },
    { name: 'without any place on the sky', spec: without('right_ascension', 'declination'), rows },
    {
      name: 'without distance and proper motion',
      spec: without('distance', 'proper_motion_ra', 'proper_motion_dec'),
      rows,
    },
    { name: 'without any uncertainty column', spec: withoutQuantities(single, (name) => name.includes('_err_')), rows },
    { name: 'rows whose star, radius and distance are all there', spec: single, rows: completeRows(rows, STAR) },
  ]
}
