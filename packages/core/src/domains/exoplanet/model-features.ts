import type { Mission } from '@vouch/contracts/domains/exoplanet'
import type { Manifest } from '@vouch/contracts/model'
import { type CatalogueIndex, catalogueFeatures } from './catalogue-features.ts'
import { computeFeatures, quantitiesOf } from './features.ts'
import type { Quantities, QuantityName } from './quantities.ts'

type Inputs = Pick<Manifest, 'inputs' | 'transfer'>

/**
 * What of a table's quantities a model may use. How long a field was watched and how its fit was made shape the
 * uncertainties and the significance of a signal; another mission's are not the same quantity, so they count as missing.
 */
export function comparableQuantities(
  { transfer }: Pick<Manifest, 'transfer'>,
  mission: Mission,
  quantities: Quantities,
): Quantities {
  if (transfer.trained_on.includes(mission)) return quantities
  const withheld = new Set(transfer.withheld)
  const kept = Object.entries(quantities.values).filter(([name]) => !withheld.has(name))
  return { rows: quantities.rows, values: Object.fromEntries(kept) }
}

/** The quantities a model's row features are made of. */
export function quantitiesOfModel({ inputs }: Pick<Manifest, 'inputs'>): QuantityName[] {
  return quantitiesOf(inputs.filter(({ group }) => group === 'row').map(({ name }) => name))
}

/**
 * A model's inputs for some rows, in its order: rows × inputs, row-major, NaN where missing.
 * @param catalogue what catalogue features compare with; without one they are missing
 */
export function modelFeatures(
  { inputs }: Pick<Inputs, 'inputs'>,
  quantities: Quantities,
  catalogue: CatalogueIndex | null,
): Float32Array<ArrayBuffer> {
  const [ofRow, ofCatalogue] = (['row', 'catalogue'] as const).map((group) =>
    inputs.filter((input) => input.group === group).map(({ name }) => name),
  )
  const row = computeFeatures(ofRow ?? [], quantities)
  if (!ofCatalogue || ofCatalogue.length === 0) return row
  const other = catalogue
    ? catalogueFeatures(ofCatalogue, quantities, catalogue)
    : new Float32Array(quantities.rows * ofCatalogue.length).fill(Number.NaN)
  const matrix = new Float32Array(quantities.rows * inputs.length)
  let [r, c, at] = [0, 0, 0]
  for (let i = 0; i < quantities.rows; i++)
    for (const { group } of inputs) matrix[at++] = group === 'row' ? row[r++]! : other[c++]!
  return matrix
}
