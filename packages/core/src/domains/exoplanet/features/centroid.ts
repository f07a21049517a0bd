import { further, type FurtherValues } from '../further-values.ts'
import type { FurtherQuantity } from '../further-quantities.ts'
import { type FeatureSpec, spec, log } from './feature-spec.ts'

const BRYSON = 'Bryson et al. 2013'
const DV1 = 'Twicken et al. 2018 (DV I)'
const OFFSETS = ['source_offset_ra', 'source_offset_dec'] as const
const SHIFTS = ['centroid_shift_ra', 'centroid_shift_dec'] as const
const errors = <T extends string>(names: readonly T[]) => names.map((name) => `${name}_err_upper` as const)

/** Where the light goes missing: on the star, or beside it? */
export const CENTROID_FEATURES: readonly FeatureSpec[] = [
  ...(
    [
      ['image_offset_out', 'difference image from the out-of-transit image'],
      ['image_offset_catalogue', 'difference image from the star’s place in the catalogue'],
    ] as const
  ).flatMap(([name, of]) => [
    spec(name, 'arcsec', `offset of the ${of}`, `${BRYSON}, §4`, [name], (_, v) => further(v, name)),
    spec(`${name}_error`, 'arcsec', 'uncertainty of that offset', `${BRYSON}, §4`, [`${name}_err_upper`], (_, v) =>
      further(v, `${name}_err_upper`),
    ),
    spec(
      `${name}_sigma`,
      '1',
      'that offset over its uncertainty',
      `${BRYSON}, §4`,
      [name, `${name}_err_upper`],
      (_, v) => further(v, name) / further(v, `${name}_err_upper`),
    ),
  ]),
  spec(
    'image_offset_difference',
    'arcsec',
    'offset from the out-of-transit image less that from the catalogue: a crowded star has both',
    `${BRYSON}, §4.2`,
    ['image_offset_out', 'image_offset_catalogue'],
    (_, v) => further(v, 'image_offset_out') - further(v, 'image_offset_catalogue'),
  ),
  spec(
    'centroid_statistic',
    '1',
    'how the flux-weighted centroid moves with the transit',
    `${DV1}, §6.1`,
    ['centroid_statistic'],
    (_, v) => further(v, 'centroid_statistic'),
  ),
  ...OFFSETS.map((name) =>
    spec(name, 'arcsec', 'offset of the source that the centroids imply', `${BRYSON}, §3`, [name], (_, v) =>
      further(v, name),
    ),
  ),
  spec('source_offset', 'arcsec', 'length of that offset', `${BRYSON}, §3`, [...OFFSETS], (_, v) => length(v, OFFSETS)),
  spec(
    'source_offset_sigma',
    '1',
    'that offset over its uncertainty',
    `${BRYSON}, §3`,
    [...OFFSETS, ...errors(OFFSETS)],
    (_, v) => significance(v, OFFSETS),
  ),
  spec(
    'log_source_offset_error',
    'dex(arcsec)',
    'uncertainty of that offset',
    `${BRYSON}, §3`,
    errors(OFFSETS),
    (_, v) => log(length(v, errors(OFFSETS))),
  ),
  spec('log_centroid_shift', 'dex(arcsec)', 'shift of the centroid in transits', `${BRYSON}, §3`, [...SHIFTS], (_, v) =>
    log(length(v, SHIFTS)),
  ),
  spec(
    'centroid_shift_sigma',
    '1',
    'that shift over its uncertainty',
    `${BRYSON}, §3`,
    [...SHIFTS, ...errors(SHIFTS)],
    (_, v) => significance(v, SHIFTS),
  ),
  spec(
    'log_centroid_shift_error',
    'dex(arcsec)',
    'uncertainty of that shift',
    `${BRYSON}, §3`,
    errors(SHIFTS),
    (_, v) => log(length(v, errors(SHIFTS))),
  ),
  spec(
    'log_centroid_shift_over_depth',
    'dex(arcsec)',
    'that shift over the depth: how far off a source of all the light would be',
    `${BRYSON}, eq. 9`,
    [...SHIFTS, 'depth'],
    (s, v) => log(length(v, SHIFTS) / (s.depth * 1e-6)),
  ),
  spec('ghost_core', '1', 'detection statistic of the aperture’s core', `${DV1}, §6.3`, ['ghost_core'], (_, v) =>
    further(v, 'ghost_core'),
  ),
  spec('ghost_halo', '1', 'detection statistic of the halo around it', `${DV1}, §6.3`, ['ghost_halo'], (_, v) =>
    further(v, 'ghost_halo'),
  ),
  spec(
    'ghost_halo_over_core',
    '1',
    'halo over core: an optical ghost or a neighbour has both',
    `${DV1}, §6.3`,
    ['ghost_core', 'ghost_halo'],
    (_, v) => further(v, 'ghost_halo') / further(v, 'ghost_core'),
  ),
  spec(
    'ghost_core_less_halo',
    'dex',
    'difference of their signed logarithms',
    `${DV1}, §6.3`,
    ['ghost_core', 'ghost_halo'],
    (_, v) => signedLog(further(v, 'ghost_core')) - signedLog(further(v, 'ghost_halo')),
  ),
]

type Pair = readonly [FurtherQuantity, FurtherQuantity] | readonly FurtherQuantity[]

function length(values: FurtherValues, names: Pair): number {
  return Math.hypot(...names.map((name) => further(values, name)))
}

/** Both parts of an offset over their uncertainties, added in squares. */
function significance(values: FurtherValues, names: typeof OFFSETS | typeof SHIFTS): number {
  return Math.hypot(...names.map((name) => further(values, name) / further(values, `${name}_err_upper`)))
}

function signedLog(value: number): number {
  return Math.sign(value) * Math.log10(1 + Math.abs(value))
}
