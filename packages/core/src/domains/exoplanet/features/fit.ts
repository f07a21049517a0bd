import { further } from '../further-values.ts'
import { type FeatureSpec, spec, log, STAR, MEASURED } from './feature-spec.ts'

const DV2 = 'Li et al. 2019 (DV II), §3'

/** The fit of Data Validation: shape and orbit as it found them, and how well. */
export const FIT_FEATURES: readonly FeatureSpec[] = [
  spec('log_semi_major_fitted', 'dex', 'a/R* of the fit', DV2, ['semi_major_ratio'], (_, v) =>
    log(further(v, 'semi_major_ratio')),
  ),
  spec(
    'log_semi_major_over_expected',
    'dex',
    'fitted a/R* over that of the star: its cube is the density ratio of Kipping 2014',
    'Seager & Mallén-Ornelas 2003, eq. 9',
    ['semi_major_ratio', ...STAR, 'period'],
    (s, v) => log(further(v, 'semi_major_ratio') / s.semiMajor),
  ),
  spec(
    'log_semi_major_error',
    'dex',
    'relative uncertainty of the fitted a/R*',
    DV2,
    ['semi_major_ratio', 'semi_major_ratio_err_upper'],
    (_, v) => log(further(v, 'semi_major_ratio_err_upper') / further(v, 'semi_major_ratio')),
  ),
  spec('inclination', 'deg', 'inclination of the orbit', DV2, ['inclination'], (_, v) => further(v, 'inclination')),
  spec('log_inclination_error', 'dex(deg)', 'its uncertainty', DV2, ['inclination_err_upper'], (_, v) =>
    log(further(v, 'inclination_err_upper')),
  ),
  spec('log_ingress', 'dex(h)', 'duration of the ingress', DV2, ['ingress'], (_, v) => log(further(v, 'ingress'))),
  spec(
    'log_ingress_error',
    'dex',
    'relative uncertainty of the ingress',
    DV2,
    ['ingress', 'ingress_err_upper'],
    (_, v) => log(further(v, 'ingress_err_upper') / further(v, 'ingress')),
  ),
  spec(
    'ingress_share',
    '1',
    'ingress over duration: at a half the transit is V-shaped',
    'Thompson et al. 2018, §A.4.3',
    ['ingress', 'duration'],
    (s, v) => further(v, 'ingress') / s.duration,
  ),
  spec(
    'log_radius_ratio_error',
    'dex',
    'relative uncertainty of the radius ratio',
    DV2,
    ['radius_ratio', 'radius_ratio_err_upper'],
    (s, v) => log(further(v, 'radius_ratio_err_upper') / s.radius_ratio),
  ),
  spec('log_radius_ratio', 'dex', 'radius ratio of the fit', DV2, ['radius_ratio'], (s) => log(s.radius_ratio)),
  spec(
    'log_ratio_consistency',
    'dex',
    'square of the fitted radius ratio over the depth',
    DV2,
    ['radius_ratio', 'depth'],
    (s) => log(s.radius_ratio ** 2 / (s.depth * 1e-6)),
  ),
  spec('log_impact_error', 'dex', 'uncertainty of the impact parameter', DV2, ['impact_err_upper'], (s) =>
    log(s.impact_err_upper),
  ),
  spec('stellar_mass', 'M_sun', 'mass of the star', MEASURED, ['stellar_mass'], (_, v) => further(v, 'stellar_mass')),
  spec('metallicity', 'dex', 'metallicity of the star', MEASURED, ['metallicity'], (_, v) => further(v, 'metallicity')),
]
