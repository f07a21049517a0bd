import { type FeatureSpec, spec, log, mean } from './feature-spec.ts'
import type { Signal } from '../signal.ts'

const DEPTH = ['depth', 'depth_err_upper', 'depth_err_lower'] as const

/** Uncertainties beside the significance of the depth, for tables that give no signal to noise. */
export const PRECISION_BESIDE_DEPTH_FEATURES: readonly FeatureSpec[] = [
  spec(
    'log_depth_error',
    'dex(ppm)',
    'uncertainty of the depth',
    'as measured',
    ['depth_err_upper', 'depth_err_lower'],
    (s) => log(depthError(s)),
  ),
  spec(
    'depth_error_over_photon',
    'dex',
    'uncertainty of the depth beside the photon noise of the magnitude',
    'Gilliland et al. 2011, §3',
    ['depth_err_upper', 'depth_err_lower', 'magnitude'],
    (s) => log(depthError(s)) - 0.2 * (s.magnitude - 10),
  ),
  spec(
    'depth_error_hour_over_photon',
    'dex',
    'the same for an hour of the transit',
    'Gilliland et al. 2011, §3',
    ['depth_err_upper', 'depth_err_lower', 'magnitude', 'duration'],
    (s) => log(depthError(s) * Math.sqrt(s.duration)) - 0.2 * (s.magnitude - 10),
  ),
  spec(
    'log_duration_error_depth',
    'dex',
    'relative uncertainty of the duration times depth over its error',
    'Carter et al. 2008, eq. 23',
    [...DEPTH, 'duration', 'duration_err_upper', 'duration_err_lower'],
    (s) => log((mean(s.duration_err_upper, s.duration_err_lower) / s.duration) * (s.depth / depthError(s))),
  ),
  spec(
    'log_epoch_error_depth',
    'dex',
    'uncertainty of the epoch in durations times depth over its error',
    'Carter et al. 2008, eq. 23',
    [...DEPTH, 'duration', 'epoch_err_upper', 'epoch_err_lower'],
    (s) => log(((mean(s.epoch_err_upper, s.epoch_err_lower) * 24) / s.duration) * (s.depth / depthError(s))),
  ),
  spec(
    'log_period_error_duration',
    'dex',
    'uncertainty of the period in durations: how many transits apart those that fixed it are',
    'Carter et al. 2008',
    ['period_err_upper', 'period_err_lower', 'duration'],
    (s) => log((mean(s.period_err_upper, s.period_err_lower) * 24) / s.duration),
  ),
]

function depthError(s: Signal): number {
  return mean(s.depth_err_upper, s.depth_err_lower)
}
