import { type FeatureSpec, spec, log, WINN, STAR, RADIUS, RATIO } from './feature-spec.ts'
import { type Signal } from '../signal.ts'

/** Geometry: does the signal fit an orbit around this star? */
export const GEOMETRY_FEATURES: readonly FeatureSpec[] = [
  spec('log_density', 'dex(rho_sun)', 'mean stellar density from gravity and radius', 'definition', STAR, (s) =>
    log(s.density),
  ),
  spec(
    'log_semi_major',
    'dex',
    'a/R* of a circular orbit',
    'Kepler’s third law; Seager & Mallén-Ornelas 2003, eq. 9',
    [...STAR, 'period'],
    (s) => log(s.semiMajor),
  ),
  spec(
    'log_duration_over_central',
    'dex',
    'observed over expected duration of a central transit; its cube is the density ratio of Kipping 2014',
    `${WINN}, eq. 14`,
    [...RATIO, ...STAR, 'period', 'duration'],
    (s) => log(s.duration / s.centralDuration),
  ),
  spec(
    'log_duration_over_impact',
    'dex',
    'observed over expected duration at the fitted impact parameter',
    `${WINN}, eq. 14`,
    [...RATIO, ...STAR, 'period', 'duration', 'impact'],
    (s) => log(s.duration / s.impactDuration),
  ),
  spec(
    'duty_cycle',
    '1',
    'share of the orbit spent in transit',
    'definition',
    ['period', 'duration'],
    (s) => s.duration / 24 / s.period,
  ),
  spec('log_ratio', 'dex', 'Rp/R* from the radii, the fitted ratio or the depth', 'definition', [...RATIO], (s) =>
    log(s.ratio),
  ),
  spec('log_ratio_of_radii', 'dex', 'Rp/R* from the two radii', 'definition', [...RADIUS], (s) => log(s.ratioOfRadii)),
  spec(
    'log_depth_consistency',
    'dex',
    '(Rp/R*)² over the depth: off where the fit is grazing or diluted',
    `${WINN}, eq. 22`,
    [...RADIUS, 'depth'],
    (s) => log(s.ratioOfRadii ** 2 / (s.depth * 1e-6)),
  ),
  spec(
    'grazing',
    '1',
    'b + Rp/R*: above 1 the limb is grazed',
    `${WINN}, §2.4`,
    [...RADIUS, 'impact'],
    (s) => s.impact + s.ratioOfRadii,
  ),
  spec(
    'impact_over_contact',
    '1',
    'b over 1 + Rp/R*',
    `${WINN}, eq. 14`,
    [...RADIUS, 'impact'],
    (s) => s.impact / (1 + s.ratioOfRadii),
  ),
  spec(
    'v_shape',
    '1',
    'ingress over half the chord: near 1 the transit is V-shaped',
    'Thompson et al. 2018, §A.4.3, from the fit',
    [...RADIUS, 'impact'],
    (s) => s.ratioOfRadii / Math.sqrt(Math.max((1 + s.ratioOfRadii) ** 2 - s.impact ** 2, 1e-6)),
  ),
  spec(
    'flat_bottom',
    '1',
    'share of the transit in full eclipse: 0 when it is V-shaped',
    `${WINN}, eq. 15`,
    [...RADIUS, 'impact'],
    flatBottom,
  ),
  spec(
    'log_duration_period',
    'dex(h d^-1/3)',
    'duration over the cube root of the period: how it scales around one star',
    `${WINN}, eq. 19`,
    ['period', 'duration'],
    (s) => log(s.duration) - log(s.period) / 3,
  ),
]

/** Time between second and third contact over that between first and fourth. */
function flatBottom(s: Signal): number {
  const outer = (1 + s.ratioOfRadii) ** 2 - s.impact ** 2
  const inner = (1 - s.ratioOfRadii) ** 2 - s.impact ** 2
  if (!(outer > 0)) return Number.NaN
  return inner > 0 && s.ratioOfRadii < 1 ? Math.sqrt(inner / outer) : 0
}
