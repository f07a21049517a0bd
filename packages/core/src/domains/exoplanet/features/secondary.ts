import { further } from '../further-values.ts'
import { type FeatureSpec, spec, log } from './feature-spec.ts'

const DV1 = 'Twicken et al. 2018 (DV I), §5.2'
const ROBOVETTER = 'Thompson et al. 2018, §A.4.1'

/** The strongest other event at the same period: an eclipse of the companion, if it is a star. */
export const SECONDARY_FEATURES: readonly FeatureSpec[] = [
  spec('secondary_depth', 'ppm', 'depth of the strongest other event', DV1, ['secondary_depth'], (_, v) =>
    further(v, 'secondary_depth'),
  ),
  spec('secondary_event', '1', 'multiple event statistic of that event', DV1, ['secondary_event'], (_, v) =>
    further(v, 'secondary_event'),
  ),
  spec(
    'secondary_robust_statistic',
    '1',
    'robust statistic of that event',
    DV1,
    ['secondary_robust_statistic'],
    (_, v) => further(v, 'secondary_robust_statistic'),
  ),
  spec(
    'secondary_over_depth',
    '1',
    'depth of that event over the transit’s',
    ROBOVETTER,
    ['secondary_depth', 'depth'],
    (s, v) => further(v, 'secondary_depth') / s.depth,
  ),
  spec(
    'secondary_over_multiple',
    '1',
    'statistic of that event over the transit’s: near 1 the period may be twice the true one',
    ROBOVETTER,
    ['secondary_event', 'multiple_event'],
    (_, v) => further(v, 'secondary_event') / further(v, 'multiple_event'),
  ),
  spec('secondary_delay', 'd', 'time of that event after the transit', DV1, ['secondary_delay'], (_, v) =>
    further(v, 'secondary_delay'),
  ),
  spec(
    'secondary_phase',
    '1',
    'phase of that event: at half an orbit it is an eclipse of a round orbit',
    ROBOVETTER,
    ['secondary_delay', 'period'],
    (s, v) => further(v, 'secondary_delay') / s.period,
  ),
  spec(
    'secondary_width',
    '1',
    'time of that event after the transit, in durations: within a few it is the transit’s own shoulder',
    ROBOVETTER,
    ['secondary_delay', 'duration'],
    (s, v) => (further(v, 'secondary_delay') * 24) / s.duration,
  ),
  spec('log_albedo', 'dex', 'geometric albedo that would explain it', DV1, ['secondary_albedo'], (_, v) =>
    log(further(v, 'secondary_albedo')),
  ),
  spec(
    'albedo_statistic',
    '1',
    'significance of that albedo above 1: a planet does not shine by itself',
    DV1,
    ['secondary_albedo_statistic'],
    (_, v) => further(v, 'secondary_albedo_statistic'),
  ),
  spec(
    'log_secondary_temperature',
    'dex(K)',
    'planet temperature that would explain it',
    DV1,
    ['secondary_temperature'],
    (_, v) => log(further(v, 'secondary_temperature')),
  ),
  spec(
    'secondary_temperature_statistic',
    '1',
    'significance of that temperature above the equilibrium temperature',
    DV1,
    ['secondary_temperature_statistic'],
    (_, v) => further(v, 'secondary_temperature_statistic'),
  ),
  spec(
    'log_secondary_over_equilibrium',
    'dex',
    'that temperature over the equilibrium temperature',
    DV1,
    ['secondary_temperature', 'equilibrium_temperature'],
    (s, v) => log(further(v, 'secondary_temperature') / s.equilibrium_temperature),
  ),
]
