/** How many digits the archive gives: after the point, or after the point of the mantissa. */
type Digits = { readonly fixed: number } | { readonly mantissa: number }

export interface KoiColumn {
  readonly name: string
  readonly description: string
  readonly digits: Digits
}

/** The numeric columns of the archive's cumulative KOI table that carry no verdict, in its order, words and digits. */
export const KOI_COLUMNS = [
  ...withErrors('koi_period', 'Orbital Period', 'days', { fixed: 9 }, { mantissa: 7 }),
  ...withErrors('koi_time0bk', 'Transit Epoch', 'BKJD', { fixed: 7 }, { mantissa: 3 }),
  ...withErrors('koi_impact', 'Impact Parameter', null, { fixed: 4 }),
  ...withErrors('koi_duration', 'Transit Duration', 'hrs', { fixed: 5 }),
  ...withErrors('koi_depth', 'Transit Depth', 'ppm', { mantissa: 4 }, { mantissa: 3 }),
  ...withErrors('koi_prad', 'Planetary Radius', 'Earth radii', { fixed: 2 }, { mantissa: 3 }),
  ...withErrors('koi_teq', 'Equilibrium Temperature', 'K', { fixed: 1 }),
  ...withErrors('koi_insol', 'Insolation Flux', 'Earth flux', { fixed: 2 }),
  { name: 'koi_model_snr', description: 'Transit Signal-to-Noise', digits: { fixed: 2 } },
  { name: 'koi_tce_plnt_num', description: 'TCE Planet Number', digits: { fixed: 0 } },
  ...withErrors('koi_steff', 'Stellar Effective Temperature', 'K', { fixed: 2 }),
  ...withErrors('koi_slogg', 'Stellar Surface Gravity', 'log10(cm/s**2)', { fixed: 3 }),
  ...withErrors('koi_srad', 'Stellar Radius', 'Solar radii', { fixed: 4 }),
  { name: 'ra', description: 'RA [decimal degrees]', digits: { fixed: 6 } },
  { name: 'dec', description: 'Dec [decimal degrees]', digits: { fixed: 6 } },
  { name: 'koi_kepmag', description: 'Kepler-band [mag]', digits: { fixed: 3 } },
] as const satisfies readonly KoiColumn[]

export type KoiColumnName = (typeof KOI_COLUMNS)[number]['name']

function withErrors<Name extends string>(
  name: Name,
  description: string,
  unit: string | null,
  digits: Digits,
  errorDigits: Digits = digits,
) {
  const unitText = unit === null ? '' : ` [${unit}]`
  return [
    { name, description: `${description}${unitText}`, digits },
    { name: `${name}_err1`, description: `${description} Upper Unc.${unitText}`, digits: errorDigits },
    { name: `${name}_err2`, description: `${description} Lower Unc.${unitText}`, digits: errorDigits },
  ] as const
}

/** The value as it is read back from its text. */
export function roundTo(digits: Digits, value: number): number {
  if ('mantissa' in digits) return Number(value.toExponential(digits.mantissa))
  const scale = 10 ** digits.fixed
  // plus 0: a rounded-off negative error is 0, as its text reads, and not -0
  return Math.round(value * scale) / scale + 0
}

/** The value as the archive writes it, such as `9.488035570` and `2.7750000e-05`. */
export function formatTo(digits: Digits, value: number): string {
  if ('fixed' in digits) return value.toFixed(digits.fixed)
  const text = value.toExponential(digits.mantissa)
  const sign = text.indexOf('e') + 1
  return text.length - sign > 2 ? text : `${text.slice(0, sign + 1)}0${text.slice(sign + 1)}`
}
