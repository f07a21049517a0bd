import { type FeatureSpec, spec, log, mean } from './feature-spec.ts'

/** The same uncertainties beside what the signal to noise allows: white noise and a box-like transit fix these products. */
export const PRECISION_BESIDE_NOISE_FEATURES: readonly FeatureSpec[] = [
  spec(
    'log_duration_error_snr',
    'dex',
    'relative uncertainty of the duration times signal to noise',
    'Carter et al. 2008, eq. 23',
    ['duration', 'duration_err_upper', 'duration_err_lower', 'snr'],
    (s) => log((mean(s.duration_err_upper, s.duration_err_lower) / s.duration) * s.snr),
  ),
  spec(
    'log_epoch_error_snr',
    'dex',
    'uncertainty of the epoch in durations times signal to noise',
    'Carter et al. 2008, eq. 23',
    ['epoch_err_upper', 'epoch_err_lower', 'duration', 'snr'],
    (s) => log(((mean(s.epoch_err_upper, s.epoch_err_lower) * 24) / s.duration) * s.snr),
  ),
  spec(
    'log_phase_error_snr',
    'dex',
    'drift within the period’s error in durations times signal to noise',
    'Carter et al. 2008',
    ['period', 'period_err_upper', 'period_err_lower', 'duration', 'snr'],
    (s) => log(((mean(s.period_err_upper, s.period_err_lower) * s.transits * 24) / s.duration) * s.snr),
  ),
  spec(
    'log_impact_error_snr',
    'dex',
    'width of the impact parameter’s interval times signal to noise',
    'Carter et al. 2008',
    ['impact_err_upper', 'impact_err_lower', 'snr'],
    (s) => log((s.impact_err_upper + s.impact_err_lower) * s.snr),
  ),
  spec(
    'log_depth_noise',
    'dex(ppm h^0.5)',
    'noise of one hour that the depth’s uncertainty implies',
    'Carter et al. 2008, eq. 23',
    ['depth_err_upper', 'depth_err_lower', 'period', 'duration'],
    (s) => log(mean(s.depth_err_upper, s.depth_err_lower) * Math.sqrt(s.transits * s.duration)),
  ),
  spec(
    'depth_noise_over_photon',
    'dex',
    'that noise beside the photon noise of the magnitude',
    'Gilliland et al. 2011, §3',
    ['depth_err_upper', 'depth_err_lower', 'period', 'duration', 'magnitude'],
    (s) =>
      log(mean(s.depth_err_upper, s.depth_err_lower) * Math.sqrt(s.transits * s.duration)) - 0.2 * (s.magnitude - 12),
  ),
  spec(
    'log_epoch_over_period_error',
    'dex',
    'uncertainty of the epoch over that of the period: the number of transits that fixed them',
    'Carter et al. 2008',
    ['epoch_err_upper', 'period_err_upper'],
    (s) => log(s.epoch_err_upper / s.period_err_upper),
  ),
  spec(
    'log_duration_over_epoch_error',
    'dex',
    'uncertainty of the duration over that of the epoch: how sharp the ingress is',
    'Carter et al. 2008, eq. 23',
    ['duration_err_upper', 'epoch_err_upper'],
    (s) => log(s.duration_err_upper / s.epoch_err_upper / 24),
  ),
]
