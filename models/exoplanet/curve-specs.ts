import type { ConvolutionSpec, CurveModelSpec, NetworkSettings, ViewSpec } from './curve-model.ts'

const conv = (channels: number, pool = 1, stride = 1): ConvolutionSpec => ({ channels, kernel: 5, stride, pool })

const GLOBAL = 'the whole period, transit in the middle'
const LOCAL = 'the transit and its neighbourhood'

/** The global view of 2,001 bins, the local one of 201 (Shallue & Vanderburg 2018, §3.4). */
const KEPLER: readonly ViewSpec[] = [
  {
    name: 'global',
    source: 'global_view',
    description: GLOBAL,
    bins: 2001,
    reach_durations: null,
    layer: 'global_maps',
    tower: [conv(16, 5, 2), conv(32, 5), conv(32, 5), conv(64, 5), conv(64)],
    shift: 4,
  },
  {
    name: 'local',
    source: 'local_view',
    description: LOCAL,
    bins: 201,
    reach_durations: 4,
    layer: 'local_maps',
    tower: [conv(16, 5), conv(32, 5), conv(64), conv(64)],
    shift: 2,
  },
]

/** Views of 201, 61 and 61 bins (Yu et al. 2019, §3.3). */
const TESS: readonly ViewSpec[] = [
  {
    name: 'global',
    source: 'global_view',
    description: GLOBAL,
    bins: 201,
    reach_durations: null,
    layer: 'global_maps',
    tower: [conv(16, 5), conv(32, 5), conv(64), conv(64)],
    shift: 2,
  },
  {
    name: 'local',
    source: 'local_view',
    description: LOCAL,
    bins: 61,
    reach_durations: 2,
    layer: 'local_maps',
    tower: [conv(16, 3), conv(32), conv(64)],
    shift: 1,
  },
  {
    name: 'secondary',
    source: 'secondary_view',
    description: 'the deepest other dip, in depths of the transit',
    bins: 61,
    reach_durations: 2,
    layer: 'secondary_maps',
    tower: [conv(16, 3), conv(32), conv(64)],
    shift: 1,
  },
]

const SETTINGS: NetworkSettings = {
  limit: 5,
  hidden: { scalars: 32, head: 64 },
  dropout: 0.3,
  rate: 2e-3,
  decay: 1e-2,
  epochs: 20,
  batch: 64,
  noise: 0.1,
  mask: 0.15,
  smoothing: 0.02,
}

const column = (quantity: string, factor = 1) => ({ quantity, factor })

const TELLS =
  'A call is a statistical opinion from a folded light curve. It saw no pixel: whether the dip is on this star or on one beside it, it cannot tell.'

export const lightCurve: CurveModelSpec = {
  id: 'light-curve',
  aliases: ['cnn'],
  version: '1.0.0',
  name: 'Kepler planet or false positive, from the folded light curve',
  summary:
    'Convolutional networks over the whole folded period and over the transit, beside what is measured of the signal and its star.',
  table: {
    csv: 'lightcurves/kepler_tce_views.csv',
    npz: 'lightcurves/kepler_tce_views.npz',
    name: 'Kepler DR24 threshold-crossing events, phase-folded',
    source: 'NASA Exoplanet Archive, Autovetter planet candidate catalogue (Catanzarite 2015)',
    licence: 'public',
    label: 'av_training_set',
    positive: 'PC',
    star: 'kepid',
    quantities: {
      kepid: column('star'),
      tce_period: column('period'),
      tce_time0bk: column('epoch'),
      // days in this table, hours in the archive's
      tce_duration: column('duration', 24),
      tce_depth: column('depth'),
      tce_model_snr: column('snr'),
      tce_steff: column('stellar_temperature'),
      tce_slogg: column('stellar_gravity'),
      tce_sradius: column('stellar_radius'),
    },
    event: ['kepid', 'tce_plnt_num'],
    conflicts: 'keep',
  },
  views: KEPLER,
  features: [
    'log_period',
    'log_duration',
    'log_depth',
    'log_snr',
    'stellar_temperature',
    'stellar_gravity',
    'log_stellar_radius',
    'log_radius_of_depth',
  ],
  settings: SETTINGS,
  members: 5,
  simulated: 1500,
  transfer: {
    trained_on: ['tce'],
    same_quantities: ['koi', 'k2', 'generic'],
    withheld: [],
    why: 'Views of another mission’s cadence and length hold other noise.',
  },
  intendedUse:
    'To rank and pre-sort transit signals of Kepler whose light curve is at hand, for a person who vets them. Not to claim a planet.',
  limits: [
    TELLS,
    'It learned from 1,842 events of which nearly half are planet candidates: among all events of a survey far fewer are, so that a probability here is too high there. Calibrate on your own verdicts.',
    'Labels are those of the Autovetter’s training set of DR24, made by people and by pipelines; PC means candidate, not confirmed planet.',
    'AstroNet reports an average precision of .955 (Shallue & Vanderburg 2018), having learned from some seven times as many events of the same catalogue, on its own test set: no comparison on the same rows.',
    'The depth and signal to noise that it learned from are those of Kepler’s Data Validation. What Vouch measures on a curve itself is near to them and not the same.',
  ],
}

export const lightCurveTess: CurveModelSpec = {
  id: 'light-curve-tess',
  aliases: [],
  version: '1.0.0',
  name: 'TESS planet candidate or not, from the folded light curve',
  summary:
    'Convolutional networks over the folded period, the transit and the deepest other dip, beside period and duration.',
  table: {
    csv: 'lightcurves/tess_tce_views.csv',
    npz: 'lightcurves/tess_tce_views.npz',
    name: 'TESS threshold-crossing events of sectors 1 to 5, phase-folded',
    source: 'Yu et al. 2019, doi:10.3847/1538-3881/ab21d6',
    licence: 'public',
    label: 'Disposition',
    positive: 'PC',
    star: 'tic_id',
    quantities: {
      tic_id: column('star'),
      Period: column('period'),
      Epoc: column('epoch'),
      Duration: column('duration', 24),
    },
    event: ['tic_id', 'Sectors'],
    conflicts: 'drop',
  },
  views: TESS,
  features: ['log_period', 'log_duration'],
  settings: { ...SETTINGS, batch: 256, epochs: 24, rate: 3e-3 },
  members: 2,
  simulated: 0,
  transfer: {
    trained_on: ['toi'],
    same_quantities: ['generic'],
    withheld: [],
    why: 'Views of another mission’s cadence and length hold other noise.',
  },
  intendedUse:
    'To rank and pre-sort transit signals of TESS’ full-frame images whose light curve is at hand, for a person who vets them. Not to claim a planet.',
  limits: [
    TELLS,
    'Fewer than three in a hundred of the events it learned from are planet candidates, by the verdict of one team from the first five sectors; what they were called since is not in it.',
    'AstroNet-Vetting reports an average precision of .693 for planet candidates (Yu et al. 2019) on its own test set: no comparison on the same rows.',
    'It learned from curves of full-frame images, 30 minutes a cadence. A two-minute curve is less noisy than any it has seen.',
    'The table has no star, and its depths and magnitudes are broken: it knows the shape of a dip, and neither how deep it is nor of what star.',
    'Its networks were trained beside three values of the star that no row had; those were taken out of the weights afterwards, which changes no call of the training.',
  ],
}
