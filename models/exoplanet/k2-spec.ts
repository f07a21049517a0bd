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
  repeats: 10,
  bag: 1,
  beside: { mission: 'koi', weight: 0.5, alone: false },
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
    trained_on: ['k2', 'koi'],
    withheld: [...KEPLER_QUANTITIES, ...STELLAR_ERRORS],
    why: 'It takes period, duration, size, temperature and gravity, which mean the same everywhere, and nothing of how a mission watched or fitted.',
  },
  requires: [['period'], SIZE.filter((name) => name !== 'snr')],
  augment: copies,
  augmentation:
    'Beside every row, K2’s and Kepler’s, two copies with duration, gravity, temperature and radius of the star each missing by a chance drawn for the row between 0 and 1 (weight .5), so that a gap is no verdict. Kepler’s rows count half.',
  dropped: [
    { what: 'candidates', count: null, why: 'a candidate is no label' },
    { what: 'rows whose default_flag is 0', count: null, why: 'other publications of the same objects' },
    {
      what: 'every name, reference, date and limit flag, default_flag',
      count: null,
      why: 'they hold or follow the verdict',
    },
    {
      what: 'every uncertainty, impact, insolation, equilibrium temperature, mass, luminosity, density',
      count: null,
      why: 'whether they are there says who published the row (uncertainty of the period: 99.8 % of planets, 20 % of false positives), and that is the verdict',
    },
    {
      what: 'depth and radius by themselves',
      count: null,
      why: 'planets have a radius (98 %) and no depth (21 %), false positives a depth (83 %) and no radius (23 %): so one size is made of whichever is there. The figure with them stands above',
    },
  ],
  intendedUse: 'To rank and pre-sort transit signals of K2 for a person who vets them. Not to claim a planet.',
  limits: [
    'A call is a statistical opinion from period, size, duration and star; it saw no light curve, no pixel and no centroid.',
    'There are 187 false positives and refuted planets in the table, most of them of a few vetting papers: intervals are wide. koi, which saw none of them, reaches an AUC of .966 on the same rows; the same trees learned from Kepler alone stand above, and most of what is gained over koi is theirs: the choice of columns, made with K2 in view.',
    'Which columns are filled tells planets from false positives in this table. The model learns each row also with gaps, and takes no column whose gaps tell most; how much the gaps that are left tell stands above, and so does the figure of rows without any. A figure for K2 much above these has learned the publication.',
    'Sizes of false positives come from depths, those of planets from fits: the same quantity, but not made the same way.',
    'The figures are of the rows that features and settings were chosen on, by folds with other seeds. Two sets of columns (with XGBoost) and five weights of Kepler’s rows were looked at. Expect somewhat less on new stars.',
  ],
}

function copies(train: Quantities, random: Random): Augmentation[] {
  return [1, 2].map((copy) => ({
    quantities: patchy(train, { gaps: GAPS, random: random.fork(`patchy ${copy}`), most: 1 }),
    weight: 0.5,
  }))
}
