/** What some catalogues say of the star beside what all of them say. */
export const STAR_QUANTITIES = {
  distance: { unit: 'pc', description: 'distance of the star' },
  proper_motion_ra: { unit: 'mas/yr', description: 'proper motion of the star in right ascension' },
  proper_motion_dec: { unit: 'mas/yr', description: 'proper motion of the star in declination' },
  stellar_mass: { unit: 'M_sun', description: 'mass of the star' },
  metallicity: { unit: 'dex', description: 'metallicity of the star' },
} as const

/**
 * What Kepler's Data Validation says of a threshold-crossing event: its fit, its statistics, its centroids (Twicken et al.
 * 2018, PASP 130:064502, "DV I"; Li et al. 2019, PASP 131:024506, "DV II"; Bryson et al. 2013, PASP 125:889).
 */
export const DIAGNOSTIC_QUANTITIES = {
  radius_ratio_err_upper: { unit: '1', description: 'uncertainty of the radius ratio' },
  semi_major_ratio: { unit: '1', description: 'semi-major axis over stellar radius, as fitted' },
  semi_major_ratio_err_upper: { unit: '1', description: 'uncertainty of the fitted semi-major axis' },
  inclination: { unit: 'deg', description: 'inclination of the orbit, as fitted' },
  inclination_err_upper: { unit: 'deg', description: 'uncertainty of the inclination' },
  ingress: { unit: 'h', description: 'duration of the ingress, as fitted' },
  ingress_err_upper: { unit: 'h', description: 'uncertainty of the ingress' },
  transit_count: { unit: '1', description: 'number of transits expected within valid data' },
  clean_transit_count: { unit: '1', description: 'number of transits at no rolling-band artefact' },
  single_event: { unit: '1', description: 'largest single event statistic' },
  multiple_event: { unit: '1', description: 'largest multiple event statistic' },
  robust_statistic: { unit: '1', description: 'robust statistic of the detection' },
  bootstrap_false_alarm: { unit: '1', description: 'chance of a false alarm, from a bootstrap of the noise' },
  odd_even_statistic: { unit: '1', description: 'statistic of the difference of odd and even depths' },
  secondary_depth: { unit: 'ppm', description: 'depth of the strongest other event at the same period' },
  secondary_event: { unit: '1', description: 'multiple event statistic of that event' },
  secondary_delay: { unit: 'd', description: 'time of that event after the transit' },
  secondary_robust_statistic: { unit: '1', description: 'robust statistic of that event' },
  secondary_albedo: { unit: '1', description: 'geometric albedo that would explain that event' },
  secondary_albedo_statistic: { unit: '1', description: 'significance of that albedo above 1' },
  secondary_temperature: { unit: 'K', description: 'planet temperature that would explain that event' },
  secondary_temperature_statistic: {
    unit: '1',
    description: 'significance of that temperature above the equilibrium temperature',
  },
  ghost_core: { unit: '1', description: 'detection statistic of the core of the aperture' },
  ghost_halo: { unit: '1', description: 'detection statistic of the halo around the aperture' },
  centroid_statistic: { unit: '1', description: 'statistic of flux-weighted centroids that move with the transit' },
  source_offset_ra: { unit: 'arcsec', description: 'offset in right ascension of the source that the centroids imply' },
  source_offset_ra_err_upper: { unit: 'arcsec', description: 'uncertainty of that offset' },
  source_offset_dec: { unit: 'arcsec', description: 'offset in declination of the source that the centroids imply' },
  source_offset_dec_err_upper: { unit: 'arcsec', description: 'uncertainty of that offset' },
  centroid_shift_ra: { unit: 'arcsec', description: 'shift of the centroid in right ascension during transits' },
  centroid_shift_ra_err_upper: { unit: 'arcsec', description: 'uncertainty of that shift' },
  centroid_shift_dec: { unit: 'arcsec', description: 'shift of the centroid in declination during transits' },
  centroid_shift_dec_err_upper: { unit: 'arcsec', description: 'uncertainty of that shift' },
  image_offset_out: {
    unit: 'arcsec',
    description: 'offset of the difference image from the out-of-transit image',
  },
  image_offset_out_err_upper: { unit: 'arcsec', description: 'uncertainty of that offset' },
  image_offset_catalogue: {
    unit: 'arcsec',
    description: 'offset of the difference image from the star’s place in the catalogue',
  },
  image_offset_catalogue_err_upper: { unit: 'arcsec', description: 'uncertainty of that offset' },
} as const

export type FurtherQuantity = keyof typeof STAR_QUANTITIES | keyof typeof DIAGNOSTIC_QUANTITIES
