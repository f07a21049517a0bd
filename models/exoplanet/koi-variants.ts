import { feature } from '@vouch/core/domains/exoplanet/features'
import type { QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { assessedRows, joinRows, takeLabelled, type TrainingData } from './training-data.ts'
import { type TransitModelSpec, withoutQuantities } from './transit-model.ts'
import { RANKED, type Variant } from './variants.ts'

const isError = (name: QuantityName) => name.endsWith('_err_upper') || name.endsWith('_err_lower')
const isStellarError = (name: QuantityName) => name.startsWith('stellar_') && isError(name)

/** What the models of the KOI table are held beside: themselves without the doubtful columns, and the old question. */
export function koiVariants(spec: TransitModelSpec, { own }: TrainingData): Variant[] {
  const labelled = assessedRows(spec, own.labelled)
  const usesStellar = spec.rowFeatures.some((name) => feature(name).needs.some(isStellarError))
  const usesNumber = spec.rowFeatures.includes('signal_number')
  const fitted = [...labelled.labels.keys()].filter(
    (row) => !Number.isNaN(labelled.quantities.values.radius?.[row] ?? Number.NaN),
  )
  const onRows = (name: string, variant: TransitModelSpec, rows = labelled) => ({ name, spec: variant, rows })
  const number = usesNumber
    ? onRows(
        'without the signal’s number on its star',
        withoutQuantities(spec, (name) => name === 'signal_number'),
      )
    : onRows('with the signal’s number on its star (circular)', {
        ...spec,
        rowFeatures: [...spec.rowFeatures, 'signal_number'],
      })
  return [
    onRows('without any uncertainty column', withoutQuantities(spec, isError)),
    ...(usesStellar ? [onRows('without the star’s uncertainties', withoutQuantities(spec, isStellarError))] : []),
    number,
    ...(fitted.length < labelled.stars.length
      ? [onRows('rows with a fit only', spec, takeLabelled(labelled, fitted))]
      : []),
    ...(labelled.stars.length < own.labelled.stars.length
      ? [onRows('every labelled row, those that are not assessed too', spec, own.labelled)]
      : []),
    {
      name: 'the old API’s question: CONFIRMED and CANDIDATE against FALSE POSITIVE',
      spec,
      rows: assessedRows(spec, joinRows(own.labelled, own.candidates)),
      only: [...RANKED, 'recall'],
      note: 'retrained for the comparison; its three columns reached AUC .892 and recall .853. Nothing of it is served: candidates are no labels.',
    },
  ]
}
