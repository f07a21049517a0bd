import { formatQuantity } from './format.ts'

const SIGNS: Record<string, string> = {
  R_earth: 'R⊕',
  R_sun: 'R☉',
  M_sun: 'M☉',
  S_earth: 'S⊕',
  deg: '°',
  cm2: 'cm²',
  cm3: 'cm³',
  s2: 's²',
}

/** A quantity with its unit; the logarithm of one (`dex(d)`) as the quantity itself, which is what a reader knows. */
export function quantityWords(value: number, unit: string): string {
  const inner = /^dex\((.+)\)$/.exec(unit)?.[1]
  return inner === undefined
    ? `${formatQuantity(value)} ${unitWords(unit)}`.trim()
    : `${formatQuantity(10 ** value)} ${unitWords(inner)}`.trim()
}

/** A unit as it is written beside a number: nothing for a pure number, known names by their sign, the rest as it is. */
export function unitWords(unit: string): string {
  if (unit === '1') return ''
  return unit.replace(/\w+/g, (name) => SIGNS[name] ?? name).replace('dex(', 'dex (')
}
