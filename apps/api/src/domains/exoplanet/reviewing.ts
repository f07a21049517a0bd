import { readObjectName } from '@vouch/core/domains/exoplanet/object-name'

/** What vetters of transit signals say (Thompson et al. 2018, ApJS 235, 38, §3 and §A; Coughlin et al. 2016). */
export const exoplanetReviewing = {
  reasons: {
    eclipsing_binary: 'Two stars that eclipse each other',
    secondary_eclipse: 'A second eclipse at another phase',
    odd_even_difference: 'Odd and even transits differ in depth',
    v_shaped: 'The transit is V-shaped',
    centroid_offset: 'The light that dims is not the target’s',
    ephemeris_match: 'Period and epoch are those of another object',
    low_signal_to_noise: 'Too faint to tell from noise',
    too_few_transits: 'Too few transits to judge by',
    instrumental: 'The instrument made it',
    stellar_variability: 'The star itself varies',
    too_large: 'Too large for a planet',
    wrong_ephemeris: 'Period or epoch are wrong',
    clear_transit: 'A clear transit of the shape that a planet makes',
    multiple_signals: 'The star has other signals that are planets',
    known_planet: 'A planet that is known',
    bad_data: 'The row’s values cannot be right',
  },
  /** The star: `K00001.02` is of `K00001`, `1234.01` of `TOI-1234`, `K2-3 c` of `K2-3`. */
  subjectOf: (name: string) => readObjectName(name).star,
} as const
