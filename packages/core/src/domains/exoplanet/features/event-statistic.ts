import { further } from '../further-values.ts'
import { KEPLER_SPAN_DAYS } from '../signal.ts'
import { type FeatureSpec, spec, log, MEASURED } from './feature-spec.ts'

const DV1 = 'Twicken et al. 2018 (DV I)'
const TPS = 'Jenkins 2017, Kepler Data Processing Handbook, ch. 9'

/** Statistics of the detection itself: is it many like transits, or one event and luck? */
export const EVENT_STATISTIC_FEATURES: readonly FeatureSpec[] = [
  spec('log_multiple_event', 'dex', 'largest multiple event statistic', TPS, ['multiple_event'], (_, v) =>
    log(further(v, 'multiple_event')),
  ),
  spec('log_single_event', 'dex', 'largest single event statistic', TPS, ['single_event'], (_, v) =>
    log(further(v, 'single_event')),
  ),
  spec('log_robust_statistic', 'dex', 'robust statistic of the detection', TPS, ['robust_statistic'], (_, v) =>
    log(further(v, 'robust_statistic')),
  ),
  spec(
    'log_single_over_multiple',
    'dex',
    'largest single over multiple event statistic: near 0 one event made the detection',
    'Thompson et al. 2018, §A.3.4',
    ['single_event', 'multiple_event'],
    (_, v) => log(further(v, 'single_event') / further(v, 'multiple_event')),
  ),
  spec(
    'log_single_over_expected',
    'dex',
    'largest single event statistic over that of equal transits',
    'Thompson et al. 2018, §A.3.4',
    ['single_event', 'multiple_event', 'transit_count'],
    (_, v) => log((further(v, 'single_event') * Math.sqrt(further(v, 'transit_count'))) / further(v, 'multiple_event')),
  ),
  spec(
    'log_robust_over_multiple',
    'dex',
    'robust over multiple event statistic: low where outliers made the detection',
    TPS,
    ['robust_statistic', 'multiple_event'],
    (_, v) => log(further(v, 'robust_statistic') / further(v, 'multiple_event')),
  ),
  spec(
    'log_multiple_over_snr',
    'dex',
    'multiple event statistic over the signal to noise of the fit',
    `${DV1}, §4`,
    ['multiple_event', 'snr'],
    (s, v) => log(further(v, 'multiple_event') / s.snr),
  ),
  spec('transit_count', '1', 'number of transits expected within valid data', MEASURED, ['transit_count'], (_, v) =>
    further(v, 'transit_count'),
  ),
  spec(
    'clean_transit_count',
    '1',
    'number of transits at no rolling-band artefact',
    `${DV1}, §3.4`,
    ['clean_transit_count'],
    (_, v) => further(v, 'clean_transit_count'),
  ),
  spec(
    'clean_transit_share',
    '1',
    'share of the transits at no rolling-band artefact',
    `${DV1}, §3.4`,
    ['clean_transit_count', 'transit_count'],
    (_, v) => further(v, 'clean_transit_count') / further(v, 'transit_count'),
  ),
  spec(
    'transit_share',
    '1',
    'transits in valid data over those that fit into the mission',
    'definition',
    ['transit_count', 'period'],
    (s, v) => further(v, 'transit_count') / (KEPLER_SPAN_DAYS / s.period),
  ),
  spec(
    'log_false_alarm',
    'dex',
    'chance of a false alarm from a bootstrap of the noise; a -1 is none',
    'Jenkins et al. 2017 (bootstrap), ApJ 564:495; DV I',
    ['bootstrap_false_alarm'],
    (_, v) => {
      const chance = further(v, 'bootstrap_false_alarm')
      return chance >= 0 ? Math.log10(Math.max(chance, LEAST_CHANCE)) : Number.NaN
    },
  ),
  spec('odd_even_statistic', '1', 'difference of odd and even depths', `${DV1}, §5.1`, ['odd_even_statistic'], (_, v) =>
    further(v, 'odd_even_statistic'),
  ),
  spec(
    'log_odd_even_over_snr',
    'dex',
    'that statistic over signal to noise: how large a part of the depth it is',
    `${DV1}, §5.1`,
    ['odd_even_statistic', 'snr'],
    (s, v) => log(further(v, 'odd_even_statistic') / s.snr),
  ),
  spec(
    'year_distance',
    'dex',
    'period beside the 372.5 days of Kepler’s year: rolling-band artefacts repeat with it',
    'Thompson et al. 2018, §2.1',
    ['period'],
    (s) => Math.abs(log(s.period / 372.5)),
  ),
]

/** Below it the bootstrap's histogram is an extrapolation. */
const LEAST_CHANCE = 1e-300
