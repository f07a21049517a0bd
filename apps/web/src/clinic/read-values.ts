import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import { type Coding, type HealthFeatures, PLAUSIBLE } from '@vouch/contracts/domains/heart'
import { ATTRIBUTE_NAMES, type AttributeName } from './value-words.ts'

/** What stands in the fields: numbers as they were typed, categories as UCI's codes; empty is not measured. */
export type TypedValues = Readonly<Record<AttributeName, string>>

export const NOTHING_TYPED: TypedValues = {
  age: '',
  sex: '',
  cp: '',
  trestbps: '',
  chol: '',
  fbs: '',
  restecg: '',
  thalach: '',
  exang: '',
  oldpeak: '',
  slope: '',
  ca: '',
  thal: '',
}

/** A typed number; a comma is a decimal point to many. Null: nothing was typed; NaN: it is no number. */
export function readTyped(text: string): number | null {
  const plain = text.trim().replace(',', '.')
  return plain === '' ? null : /^[-−]?\d*\.?\d+$/.test(plain) ? Number(plain.replace('−', '-')) : Number.NaN
}

/** What a measured value may be, in its unit; null for a category. */
export function plausibleRange(name: AttributeName): readonly [number, number] | null {
  return isMeasured(name) ? PLAUSIBLE[name] : null
}

function isMeasured(name: AttributeName): name is keyof typeof PLAUSIBLE {
  return name in PLAUSIBLE
}

/** What is wrong with a field, in words; null where nothing is. */
export function faultOf(name: AttributeName, text: string): string | null {
  const value = readTyped(text)
  const range = plausibleRange(name)
  if (value === null || range === null) return null
  const [least, most] = range
  if (Number.isNaN(value)) return 'This is not a number.'
  return value < least || value > most ? `It must be ${least} to ${most} ${ATTRIBUTE_WORDS[name].unit ?? ''}.` : null
}

/** The typed values in UCI's codes; null while one of them is at fault. */
export function toFeatures(typed: TypedValues): HealthFeatures | null {
  if (ATTRIBUTE_NAMES.some((name) => faultOf(name, typed[name]) !== null)) return null
  const value = (name: AttributeName) => readTyped(typed[name])
  const yesOrNo = (name: AttributeName) => (value(name) === null ? null : value(name) === 0 ? 0 : 1)
  return {
    age: value('age'),
    sex: value('sex'),
    cp: value('cp'),
    trestbps: value('trestbps'),
    chol: value('chol'),
    fbs: yesOrNo('fbs'),
    restecg: value('restecg'),
    thalach: value('thalach'),
    exang: yesOrNo('exang'),
    oldpeak: value('oldpeak'),
    slope: value('slope'),
    ca: value('ca'),
    thal: value('thal'),
  }
}

/** A record as it would be typed. A category in another coding than UCI's is left to be chosen anew. */
export function typedFrom(features: HealthFeatures, coding: Coding | 'auto'): TypedValues {
  const typed = { ...NOTHING_TYPED }
  for (const name of ATTRIBUTE_NAMES) {
    const value = features[name] ?? null
    const kinds = ATTRIBUTE_WORDS[name].kinds
    if (typeof value === 'number' && (kinds === null || coding === 'uci')) typed[name] = String(value)
    else if (typeof value === 'boolean') typed[name] = value ? '1' : '0'
    else if (typeof value === 'string') typed[name] = String(kinds?.find(([, words]) => words === value)?.[0] ?? '')
  }
  return typed
}

/** Whether nothing at all was measured. */
export function isEmpty(typed: TypedValues): boolean {
  return ATTRIBUTE_NAMES.every((name) => typed[name].trim() === '')
}
