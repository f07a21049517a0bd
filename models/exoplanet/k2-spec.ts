import { FEATURES } from '@vouch/core/domains/exoplanet/features'
import type { Quantities } from '@vouch/core/domains/exoplanet/quantities'
import type { Random } from '@vouch/core/random'
import { type Gaps, patchy } from './augment.ts'
import { k2Variants } from './k2-variants.ts'
import { KEPLER_QUANTITIES, SIZE, STELLAR_ERRORS } from './koi-specs.ts'
import type { Augmentation, TransitModelSpec } from './transit-model.ts'

const INPUTS = [
  'log_period',
  'log_duration',
  'stellar_temperature',
  'stellar_gravity',
  'log_stellar_radius',
  'log_density',
  'log_semi_major',
  'log_duration_over_central',
  'duty_cycle',
  'log_ratio',
  'log_duration_period',
  'log_expected_insolation',
  'evolution',
  'log_radius_of_ratio',
  'log_irradiation',
]

const GAPS: Gaps = [['duration'], ['stellar_gravity'], ['stellar_temperature'], ['stellar_radius']]

export const k2: TransitModelSpec = {
  id: 'k2',
  aliases: [],
  version: '1.0.0',
  mission: 'k2',
  repeats: 20,
  bag: 1,
  beside: { mission: 'koi', weight: 0.2 },
  measuredOn: ['toi'],
  also: [],
  variants: k2Variants,
  name: 'K2 planet or false positive, from one row',
  summary:
    'Boosted trees on what K2’s tables give for planets and false positives alike, learned from K2 and, with less weight, from Kepler’s Objects of Interest.',
  rowFeatures: FEATURES.map(({ name }) => name).filter((name) => INPUTS.includes(name)),
  catalogueFeatures: [],
  settings: {
    trees: 250,
    depth: 4,
    learningRate: 0.05,
    subsample: 0.7,
    columnSample: 0.5,
    bins: 64,
    minChildWeight: 1,
    lambda: 1,
    gamma: 0,
  },
  transfer: {
    trained_on: ['k2'],
    withheld: [...KEPLER_QUANTITIES, ...STELLAR_ERRORS],
    why: '',
  },
  requires: [['period'], SIZE.filter((name) => name !== 'snr')],
  augment: copies,
  augmentation: '',
  dropped: [],
  intendedUse: '',
  limits: [],
}

function copies(train: Quantities, random: Random): Augmentation[] {
  return [1, 2].map((copy) => ({
    quantities: patchy(train, { gaps: GAPS, random: random.fork(`patchy ${copy}`), most: 1 }),
    weight: 0.5,
  }))
}
