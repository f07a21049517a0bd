import type { Manifest } from '@vouch/contracts/model'
import { ATTRIBUTES, ATTRIBUTE_NAMES, type AttributeName, type Patients } from './attributes.ts'

const NAMES = new Map<string, AttributeName>(ATTRIBUTE_NAMES.map((name) => [name, name]))

export function isAttribute(name: string): name is AttributeName {
  return NAMES.has(name)
}

/**
 * Why a model cannot judge a patient; null when it can. Of each list in `requires` there must be one value; and a measured
 * value beyond what a living adult can have refuses the row, because a slip that counted as missing would be called all the
 * same, as if nothing were wrong with it. An unknown word or code of a category says nothing: it is missing, with a warning.
 */
export function whyNotAssessed(
  { requires }: Pick<Manifest, 'requires'>,
  { values }: Patients,
  row: number,
): string | null {
  for (const list of requires) {
    const names = list.filter(isAttribute)
    if (names.some((name) => Number.isFinite(values[name]?.[row]))) continue
    return lack(names, values, row)
  }
  for (const name of ATTRIBUTE_NAMES) {
    const attribute = ATTRIBUTES[name]
    const value = values[name]?.[row]
    if (value === undefined || Number.isNaN(value)) continue
    if (attribute.kind === 'category') {
      if (!attribute.words.has(value)) return `${name} ${value} is no code of the ${attribute.description}`
      continue
    }
    const [least, most] = attribute.plausible
    if (value < least || value > most)
      return `${name} ${value} is not between ${least} and ${most} ${attribute.unit}: no patient has such a value`
  }
  return null
}

function lack(names: readonly AttributeName[], values: Patients['values'], row: number): string {
  const [name, ...others] = names
  if (name === undefined || others.length > 0)
    return `none of: ${names.map((n) => ATTRIBUTES[n].description).join('; ')}`
  const { description } = ATTRIBUTES[name]
  return values[name]?.[row] === undefined
    ? `the table has no column for ${name} (${description})`
    : `no ${name} (${description})`
}
