import type { ClinicReason } from '@vouch/contracts/clinic'
import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import type { Coding, HealthFeatures, HeartLabel } from '@vouch/contracts/domains/heart'
import { formatQuantity } from '../ui/format.ts'

export type AttributeName = keyof typeof ATTRIBUTE_WORDS
export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTE_WORDS).filter(isAttribute)

export function isAttribute(name: string): name is AttributeName {
  return name in ATTRIBUTE_WORDS
}

/** The name of a value as a label or the begin of a line has it. */
export function attributeTitle(name: AttributeName): string {
  return capital(ATTRIBUTE_WORDS[name].name)
}

/** What a label says of a person. */
export const LABEL_WORDS = { DISEASE: 'disease', 'NO DISEASE': 'no disease' } as const satisfies Record<
  HeartLabel,
  string
>

export function otherLabel(label: HeartLabel): HeartLabel {
  return label === 'DISEASE' ? 'NO DISEASE' : 'DISEASE'
}

/** A value in UCI's codes, in words with its unit. */
export function valueWords(name: AttributeName, value: number | null): string {
  if (value === null) return 'not measured'
  const { unit, kinds } = ATTRIBUTE_WORDS[name]
  if (kinds === null) return `${formatQuantity(value)} ${unit}`
  return kinds.find(([code]) => code === value)?.[1] ?? `code ${value}`
}

/** A value as it was sent: a word stands for itself, and a code is named only where it is known whose it is. */
export function sentWords(name: AttributeName, features: HealthFeatures, coding: Coding | 'auto'): string {
  const value = features[name] ?? null
  if (value === null) return 'not measured'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (coding === 'uci' || ATTRIBUTE_WORDS[name].kinds === null) return valueWords(name, value)
  return coding === 'auto' ? `code ${value}` : `code ${value} (as ${coding} writes it)`
}

/** A reason's name for a line of its own: attributes that only count together are named together. */
export function reasonTitle({ name }: Pick<ClinicReason, 'name'>): string {
  const parts = name.split(' and ')
  return parts.every(isAttribute) ? capital(parts.map((part) => ATTRIBUTE_WORDS[part].name).join(' and ')) : name
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
