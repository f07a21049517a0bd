import { type FeatureSpec, spec, log, mean } from './feature-spec.ts'

/** Significance: how far the signal stands above the noise. */
export const SIGNIFICANCE_FEATURES: readonly FeatureSpec[] = [
  spec(
    'log_snr_one_transit',
    'dex',
    'signal to noise of one transit in Kepler’s span',
    'Christiansen et al. 2012, eq. 1',
    ['snr', 'period'],
    (s) => log(s.snr / Math.sqrt(s.transits)),
  ),
  spec(
    'log_noise',
    'dex(ppm h^0.5)',
    'noise of one hour that depth and signal to noise imply',
    'Christiansen et al. 2012, eq. 1',
    ['snr', 'period', 'depth', 'duration'],
    (s) => log((s.depth * Math.sqrt(s.transits * s.duration)) / s.snr),
  ),
  spec(
    'noise_over_photon',
    'dex',
    'that noise beside the photon noise of the magnitude',
    'Gilliland et al. 2011, §3',
    ['snr', 'period', 'depth', 'duration', 'magnitude'],
    (s) => log((s.depth * Math.sqrt(s.transits * s.duration)) / s.snr) - 0.2 * (s.magnitude - 12),
  ),
  spec(
    'log_depth_over_error',
    'dex',
    'depth over its uncertainty',
    'definition',
    ['depth', 'depth_err_upper', 'depth_err_lower'],
    (s) => log(s.depth / mean(s.depth_err_upper, s.depth_err_lower)),
  ),
  spec(
    'log_snr_over_depth_snr',
    'dex',
    'signal to noise over depth by its error: how white the noise is',
    'Carter et al. 2008, §3',
    ['snr', 'depth', 'depth_err_upper', 'depth_err_lower'],
    (s) => log((s.snr * mean(s.depth_err_upper, s.depth_err_lower)) / s.depth),
  ),
  spec(
    'log_snr_depth',
    'dex',
    'signal to noise over the square root of the depth',
    'definition',
    ['snr', 'depth'],
    (s) => log(s.snr) - 0.5 * log(s.depth),
  ),
]
