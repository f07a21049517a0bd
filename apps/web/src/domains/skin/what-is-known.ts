import { LesionLocation, Sex, SkinOptions, SkinTone } from '@vouch/contracts/domains/skin'

/** What a reader says of a picture; empty: nothing. */
export interface WhatIsKnown {
  readonly skin_tone: SkinTone | ''
  readonly lesion_location: LesionLocation | ''
  readonly age: string
  readonly sex: Sex | ''
}

export const NOTHING_KNOWN: WhatIsKnown = { skin_tone: '', lesion_location: '', age: '', sex: '' }

const NOT_SAID = ['', 'not said'] as const

/** Fitzpatrick 1988: by what the sun does to it. */
const TONES = {
  I: 'always burns, never tans',
  II: 'burns easily, tans a little',
  III: 'burns somewhat, tans slowly',
  IV: 'burns a little, tans well',
  V: 'brown, rarely burns',
  VI: 'dark brown or black, never burns',
} as const satisfies Record<SkinTone, string>

export const TONE_OPTIONS = [NOT_SAID, ...SkinTone.options.map((tone) => [tone, `${tone}: ${TONES[tone]}`] as const)]
export const PLACE_OPTIONS = [NOT_SAID, ...LesionLocation.options.map((place) => [place, place] as const)]
export const SEX_OPTIONS = [NOT_SAID, ...Sex.options.map((sex) => [sex, sex] as const)]

/** What is wrong with an age as it was typed; null: nothing. */
export function ageFault(age: string): string | null {
  if (age.trim() === '' || SkinOptions.shape.age.safeParse(Number(age)).success) return null
  return 'A number of years, from 0 to 120.'
}

/** As it is sent. */
export function optionsOf({ skin_tone, lesion_location, age, sex }: WhatIsKnown): Partial<SkinOptions> {
  return {
    ...(skin_tone !== '' && { skin_tone }),
    ...(lesion_location !== '' && { lesion_location }),
    ...(age.trim() !== '' && { age: Number(age) }),
    ...(sex !== '' && { sex }),
  }
}

const NAMES = { skin_tone: 'the skin type', lesion_location: 'the place', age: 'the age', sex: 'the sex' } as const

/** Whether what is said of a picture moves its call. @param weighed what of it the model uses; null: not known */
export function weighedWords(weighed: readonly string[] | null): string {
  if (weighed === null) return 'Whether a model weighs it beside the picture, its card says.'
  const used = Object.entries(NAMES).flatMap(([name, words]) => (weighed.includes(name) ? [words] : []))
  if (used.length === 0) return 'The model sees the picture alone: none of it moves the call.'
  const last = used.at(-1) ?? ''
  const list = used.length === 1 ? last : `${used.slice(0, -1).join(', ')} and ${last}`
  return `The model weighs ${list} beside the picture${used.length === Object.keys(NAMES).length ? '.' : '; nothing else of it moves the call.'}`
}
