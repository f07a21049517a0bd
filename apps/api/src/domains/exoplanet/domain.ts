import { leakRules } from '@vouch/core/domains/exoplanet/leak-rules'
import { TRAINING_COLUMNS } from '@vouch/core/domains/exoplanet/training-columns'
import { CallLabel, Mission, type Summary } from '@vouch/contracts/domains/exoplanet'
import { whyNotAssessed } from '@vouch/core/domains/exoplanet/assess'
import {
  buildCatalogue,
  catalogueFeatures,
  type CatalogueIndex,
  mergeCatalogues,
} from '@vouch/core/domains/exoplanet/catalogue-features'
import { computeFeatures, FEATURES } from '@vouch/core/domains/exoplanet/features'
import { comparableQuantities, outsideTraining, quantitiesOfModel } from '@vouch/core/domains/exoplanet/model-features'
import { drawWithinErrors, FRAGILE_ABOVE, movableQuantities } from '@vouch/core/domains/exoplanet/fragility'
import { columnRequests, mapColumns, mappingReport, toQuantities } from '@vouch/core/domains/exoplanet/map-columns'
import { isTransitTable } from '@vouch/core/domains/exoplanet/is-transit-table'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { ownColumns } from '@vouch/core/domains/exoplanet/own-columns'
import { signalKey } from '@vouch/core/domains/exoplanet/signal-key'
import { QUANTITIES, type QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import type { Manifest } from '@vouch/contracts/model'
import type { DecisionCount } from '@vouch/core/model/decide'
import { openCurves } from './light-curve/open-curves.ts'
import type { Subgroup, TableDomain, TableHead, TablePlan } from '../../prediction/table-domain.ts'

/** The sample is always the same table: big enough for a histogram, small enough to read. */
const SAMPLE = { seed: 'vouch-sample', rows: 400 }

/** Rows of a KOI, K2, TOI or TCE table, or of any table with the columns of one. */
export const exoplanet: TableDomain = {
  id: 'exoplanet',
  defaultModel: 'koi',
  recognises: isTransitTable,
  shown: [
    { name: 'orbital_period', from: 'period' },
    { name: 'planet_radius', from: 'radius' },
    { name: 'transit_duration', from: 'duration' },
  ],
  pending: [
    {
      id: 'light-curve',
      aliases: ['cnn'],
      name: 'Light-curve network',
      type: 'convolutional network',
      note: 'Its folder is not here: npm run train -- exoplanet/light-curve makes it.',
    },
    {
      id: 'ensemble',
      aliases: [],
      name: 'Trees and light curve together',
      type: 'ensemble',
      note: 'Its folder is not here: npm run train -- exoplanet/ensemble makes it.',
    },
  ],
  label: (positive) => (positive ? CallLabel.enum.PLANET : CallLabel.enum['FALSE POSITIVE']),
  summarise: ({ positives, negatives, abstained, confident, total }: DecisionCount): Summary => ({
    predicted_planets: positives,
    false_positives: negatives,
    abstained,
    mean_probability: positives + negatives === 0 ? null : Math.round((total / (positives + negatives)) * 1e6) / 1e6,
    high_confidence_count: confident,
  }),
  plan: planTable,
  whyNotAssessed,
  comparable: (manifest, variant, columns) => comparableQuantities(manifest, Mission.parse(variant), columns),
  // every Kepler Object of Interest is a threshold-crossing event
  alike: { koi: ['tce'], tce: ['koi'] },
  features: FEATURES,
  rowFeatures: (names, columns) => computeFeatures(names, columns),
  changeable: (manifest) => quantitiesOfModel(manifest).map((name) => ({ key: name, name, ...QUANTITIES[name] })),
  fragileAbove: FRAGILE_ABOVE,
  movable: movableQuantities,
  drawWithinErrors: (columns, row) => drawWithinErrors(columns, row),
  async gather(tables) {
    const catalogues: CatalogueIndex[] = []
    for await (const columns of tables) catalogues.push(buildCatalogue(columns))
    const index = mergeCatalogues(catalogues)
    return {
      rows: index.rows,
      features: (manifest, columns) => catalogueFeatures(catalogueInputs(manifest), columns, index),
    }
  },
  openCurves,
  ownColumns: (variants) => ownColumns(variants.map((variant) => Mission.parse(variant))),
  rowKey: signalKey,
  subgroups: [
    ...cut('period', 'period', { bounds: [0, 10, 100, Infinity], unit: 'd' }),
    ...cut('radius', 'planet radius', { bounds: [0, 2, 4, 15, Infinity], unit: 'Earth radii' }),
    ...cut('stellar_temperature', 'star', { bounds: [0, 4500, 6500, Infinity], unit: 'K' }),
  ],
  sample: {
    name: 'simulated-koi-table.csv',
    note: 'Simulated: a made-up transit survey with known truth, in the format of the KOI table. No row of it is a real star.',
    csv: () => koiTableCsv(simulateKoiTable(SAMPLE)),
  },
  knownColumns: TRAINING_COLUMNS,
  leakRules,
}

/** Subgroups of a quantity between some bounds. */
function cut(
  of: QuantityName,
  word: string,
  { bounds, unit }: { readonly bounds: readonly number[]; readonly unit: string },
): Subgroup[] {
  return bounds.slice(1).map((to, i) => {
    const from = bounds[i] ?? 0
    const where = i === 0 ? `below ${to}` : to === Infinity ? `of ${from} and more` : `of ${from} to ${to}`
    return { name: `${word} ${where} ${unit}`, of, from, to }
  })
}

function planTable({ columns, comments }: TableHead): TablePlan {
  const plan = mapColumns(columns, comments)
  return {
    requests: columnRequests(plan),
    sources: new Map(plan.bindings.map(({ index, quantity, factor }) => [index, { key: quantity, factor }])),
    variant: plan.mission,
    simulated: plan.simulated,
    survey: null,
    convert(chunk) {
      const { quantities, ids } = toQuantities(plan, chunk)
      return { ids, columns: quantities }
    },
    report(read, manifest, measured) {
      const outside = outsideTraining(manifest, plan.mission, measured)
      const warnings = outside ? [outside, ...read.warnings] : read.warnings
      return JSON.stringify(mappingReport(plan, { ...read, warnings }, takenFrom(plan.mission, manifest)))
    },
  }
}

function catalogueInputs({ inputs }: Manifest): string[] {
  return inputs.filter(({ group }) => group === 'catalogue').map(({ name }) => name)
}

/** The quantities that a model takes from a mission's table. */
function takenFrom(mission: Mission, manifest: Manifest): QuantityName[] {
  if (manifest.takes === 'columns') return []
  const wanted = quantitiesOfModel(manifest)
  const all = { rows: 0, values: Object.fromEntries(wanted.map((name) => [name, new Float64Array(0)])) }
  const kept = comparableQuantities(manifest, mission, all).values
  return wanted.filter((name) => name in kept)
}
