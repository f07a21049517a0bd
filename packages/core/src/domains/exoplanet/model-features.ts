import type { Mission } from '@vouch/contracts/domains/exoplanet'
import type { KindFigure } from '@vouch/contracts/measurement'
import type { Warning } from '@vouch/contracts/prediction'
import type { Manifest } from '@vouch/contracts/model'
import { type CatalogueIndex, catalogueFeatures, COMPARED_QUANTITIES } from './catalogue-features.ts'
import { MISSIONS } from './missions.ts'
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
  if (transfer.trained_on.includes(mission) || hasSameQuantities(transfer, mission)) return quantities
  const withheld = new Set(transfer.withheld)
  const kept = Object.entries(quantities.values).filter(([name]) => !withheld.has(name))
  return { rows: quantities.rows, values: Object.fromEntries(kept) }
}

/**
 * What the owner of a table should know when the model was not trained on tables like his; null when it was.
 * @param own what was measured of a model that was made here, by kind of table; one that comes with Vouch brings its own
 */
export function outsideTraining(
  manifest: Pick<Manifest, 'id' | 'transfer' | 'evaluation'>,
  mission: Mission,
  own: readonly KindFigure[] = [],
): Warning | null {
  const { id, transfer } = manifest
  const same = hasSameQuantities(transfer, mission)
  // a table that names no mission is nobody's: where its quantities are taken as they are, there is nothing to say
  if (transfer.trained_on.includes(mission) || (same && mission === 'generic')) return null
  const said =
    transfer.trained_on.length === 0
      ? `On what tables model ${id} was trained is not known here: it was imported.`
      : `Model ${id} was trained on ${transfer.trained_on.map((name) => name.toUpperCase()).join(', ')} tables, not on ${MISSIONS[mission].name}.`
  const figure = figureWords(manifest, mission, own)
  return { code: 'outside_training', message: [said, figure, ...(same ? [] : [transfer.why])].join(' ') }
}

function figureWords(
  { evaluation, transfer }: Pick<Manifest, 'evaluation' | 'transfer'>,
  mission: Mission,
  own: readonly KindFigure[],
): string {
  const { name } = MISSIONS[mission]
  const shipped = evaluation.find(({ metric, split }) => metric === 'roc_auc' && split.startsWith(`${mission},`))
  if (shipped?.value)
    return `On labelled ${name} it never saw, it reached a ROC AUC of ${shipped.value.toFixed(3)} (n ${shipped.n}).`
  const measured = own.find(({ kind }) => kind === mission)
  if (!measured)
    return `How well it carries over has not been measured${hasSameQuantities(transfer, mission) ? ': signals that it was trained on are among them' : ''}.`
  const { roc_auc: auc, interval, n, unseen } = measured
  const range = interval ? `, 95 %: ${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}` : ''
  const reached = `it reached a ROC AUC of ${auc.toFixed(3)} (n ${n}${range})`
  return unseen
    ? `On labelled ${name} it never saw, ${reached}.`
    : `On labelled ${name} ${reached}; whether it knew those rows is not known.`
}

/** Whether a table's quantities are those that the model learned, although it learned from other tables. */
function hasSameQuantities({ same_quantities: same = [] }: Manifest['transfer'], mission: Mission): boolean {
  return same.includes(mission)
}

/** The quantities that a model's inputs are made of, each once. */
export function quantitiesOfModel({ inputs }: Pick<Manifest, 'inputs'>): QuantityName[] {
  const ofRow = quantitiesOf(inputs.filter(({ group }) => group === 'row').map(({ name }) => name))
  const compared = inputs.some(({ group }) => group === 'catalogue') ? COMPARED_QUANTITIES : []
  return [...new Set([...ofRow, ...compared])]
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
