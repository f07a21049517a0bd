import { CENTROID_FEATURES } from '@vouch/core/domains/exoplanet/features/centroid'
import { EVENT_FEATURES } from '@vouch/core/domains/exoplanet/features'
import { assessedRows, type TrainingData } from './training-data.ts'
import type { TransitModelSpec } from './transit-model.ts'
import type { Variant } from './variants.ts'

/** What the model of events is held beside: itself with what tells, and without one kind of diagnostics after another. */
export function tceVariants(spec: TransitModelSpec, { own }: TrainingData): Variant[] {
  const rows = assessedRows(spec, own.labelled)
  // one ensemble each: what is compared are variants with one another
  const single = { ...spec, bag: 1 }
  const without = (names: readonly string[]) => ({
    ...single,
    rowFeatures: spec.rowFeatures.filter((name) => !names.includes(name)),
  })
  const names = (features: readonly { name: string }[]) => features.map(({ name }) => name)
  return [
    { name: 'one ensemble, as all below: all columns', spec: single, rows },
    { name: 'every labelled row, those whose fit failed too', spec: single, rows: own.labelled },
    {
      name: 'with the event’s number on its star (circular)',
      spec: { ...single, rowFeatures: [...spec.rowFeatures, 'signal_number'] },
      rows,
    },
    { name: 'without time and place', spec: without(['epoch', 'epoch_phase', 'galactic_latitude']), rows },
    { name: 'without the bootstrap, whose gaps tell', spec: without(['log_false_alarm']), rows },
    { name: 'without centroids and ghosts', spec: without(names(CENTROID_FEATURES)), rows },
    { name: 'without any diagnostic: what a table of signals gives', spec: without(names(EVENT_FEATURES)), rows },
  ]
}
