import type { QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { assessedRows, completeRows, type TrainingData } from './training-data.ts'
import { type TransitModelSpec, withoutQuantities } from './transit-model.ts'
import type { Variant } from './variants.ts'

const STAR: readonly QuantityName[] = ['stellar_temperature', 'stellar_radius']
const GAPPY: readonly QuantityName[] = ['duration', 'stellar_gravity']
/** Their gaps say who published a row. */
const TELLING = ['log_depth', 'log_radius', 'log_insolation', 'log_equilibrium_temperature', 'log_depth_consistency']

/** What the K2 model is held beside: each half of what it learns from, fewer columns, rows without gaps, and the leak. */
export function k2Variants(spec: TransitModelSpec, { own }: TrainingData): Variant[] {
  const rows = assessedRows(spec, own.labelled)
  const without = withoutQuantities(spec, (name) => GAPPY.includes(name))
  const star = completeRows(rows, STAR)
  return [
    {
      name: 'Kepler’s rows alone: not one of K2 learned from',
      spec: { ...spec, beside: spec.beside && { ...spec.beside, alone: true } },
      rows,
    },
    { name: 'K2’s rows alone', spec: { ...spec, beside: null }, rows },
    { name: 'without duration and gravity', spec: without, rows },
    { name: 'without duration and gravity, rows whose star is there: no gap at all', spec: without, rows: star },
    { name: 'rows with nothing missing', spec, rows: completeRows(star, GAPPY) },
    {
      name: 'with depth, radius and heat by themselves (a leak)',
      spec: { ...spec, beside: null, augment: () => [], rowFeatures: [...spec.rowFeatures, ...TELLING] },
      rows,
      note: 'K2’s rows alone, without copies: what a model reaches that learns which columns are filled. Not served.',
    },
  ]
}
