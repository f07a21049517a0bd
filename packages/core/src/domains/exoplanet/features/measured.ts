import { type FeatureSpec, spec, log, MEASURED, RADIUS } from './feature-spec.ts'

/** What was measured, as it was measured. */
export const MEASURED_FEATURES: readonly FeatureSpec[] = [
  spec('log_period', 'dex(d)', 'orbital period', MEASURED, ['period'], (s) => log(s.period)),
  spec('log_duration', 'dex(h)', 'transit duration', MEASURED, ['duration'], (s) => log(s.duration)),
  spec('log_depth', 'dex(ppm)', 'transit depth', MEASURED, ['depth'], (s) => log(s.depth)),
  spec(
    'log_radius',
    'dex(R_earth)',
    'planet radius, or radius ratio times stellar radius',
    MEASURED,
    [...RADIUS],
    (s) => log(s.radius),
  ),
  spec('impact', '1', 'impact parameter', MEASURED, ['impact'], (s) => s.impact),
  spec('log_snr', 'dex', 'signal to noise of the transit model', MEASURED, ['snr'], (s) => log(s.snr)),
  spec('log_insolation', 'dex(S_earth)', 'insolation', MEASURED, ['insolation'], (s) => log(s.insolation)),
  spec('log_equilibrium_temperature', 'dex(K)', 'equilibrium temperature', MEASURED, ['equilibrium_temperature'], (s) =>
    log(s.equilibrium_temperature),
  ),
  spec(
    'stellar_temperature',
    'K',
    'effective temperature of the star',
    MEASURED,
    ['stellar_temperature'],
    (s) => s.stellar_temperature,
  ),
  spec(
    'stellar_gravity',
    'dex(cm/s2)',
    'surface gravity of the star',
    MEASURED,
    ['stellar_gravity'],
    (s) => s.stellar_gravity,
  ),
  spec('log_stellar_radius', 'dex(R_sun)', 'radius of the star', MEASURED, ['stellar_radius'], (s) =>
    log(s.stellar_radius),
  ),
  spec('magnitude', 'mag', 'brightness in the mission’s band', MEASURED, ['magnitude'], (s) => s.magnitude),
  spec('epoch', 'd', 'time of the first transit', MEASURED, ['epoch'], (s) => s.epoch),
  spec('right_ascension', 'deg', 'right ascension', MEASURED, ['right_ascension'], (s) => s.right_ascension),
  spec('declination', 'deg', 'declination', MEASURED, ['declination'], (s) => s.declination),
]
