import { LesionLocation, Sex, type SkinOptions, type SkinSubject, SkinTone } from '@vouch/contracts/domains/skin'
import type { Warning } from '@vouch/contracts/prediction'

/** What people say for where a lesion is, beside the words of HAM10000. */
const PLACES: Readonly<Record<string, LesionLocation>> = {
  arm: 'upper extremity',
  forearm: 'upper extremity',
  'upper arm': 'upper extremity',
  elbow: 'upper extremity',
  'upper limb': 'upper extremity',
  leg: 'lower extremity',
  thigh: 'lower extremity',
  calf: 'lower extremity',
  shin: 'lower extremity',
  knee: 'lower extremity',
  'lower limb': 'lower extremity',
  torso: 'trunk',
  'anterior torso': 'trunk',
  flank: 'trunk',
  belly: 'abdomen',
  'posterior torso': 'back',
  cheek: 'face',
  nose: 'face',
  forehead: 'face',
  chin: 'face',
  palm: 'acral',
  sole: 'acral',
  'palms soles': 'acral',
  finger: 'hand',
  toe: 'foot',
}

/** What was said of a picture, understood; what is not stays in its own words, with a warning. */
export function readSubject(said: Pick<SkinOptions, 'skin_tone' | 'lesion_location' | 'age' | 'sex'>): {
  readonly subject: SkinSubject
  readonly warnings: readonly Warning[]
} {
  const tone = said.skin_tone === undefined ? null : toneOf(said.skin_tone)
  const location = said.lesion_location === undefined ? null : locationOf(said.lesion_location)
  const warnings: Warning[] = []
  if (said.skin_tone !== undefined && tone === null)
    warnings.push(notKnown('skin_tone', said.skin_tone, 'one of Fitzpatrick’s types, I to VI'))
  if (said.lesion_location !== undefined && location === null)
    warnings.push(notKnown('lesion_location', said.lesion_location, `one of ${LesionLocation.options.join(', ')}`))
  const own = (words: string | undefined, read: string | null) => (words === undefined || words === read ? null : words)
  return {
    subject: {
      skin_tone: tone,
      lesion_location: location,
      age: said.age ?? null,
      sex: said.sex ?? null,
      said: { skin_tone: own(said.skin_tone, tone), lesion_location: own(said.lesion_location, location) },
    },
    warnings,
  }
}

function notKnown(field: string, words: string, wanted: string): Warning {
  return { code: `${field}_not_known`, message: `“${words}” is kept and used for nothing: it is not ${wanted}.` }
}

function toneOf(words: string): SkinTone | null {
  const said = words
    .trim()
    .toUpperCase()
    .replace(/^(FITZPATRICK)?[\s_-]*(SKIN)?[\s_-]*(PHOTO)?(TYPE)?[\s_-]*/, '')
  const numbered = /^[1-6]$/.test(said) ? SkinTone.options[Number(said) - 1] : said
  return SkinTone.safeParse(numbered).data ?? null
}

function locationOf(words: string): LesionLocation | null {
  const said = words
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_/-]+/g, ' ')
    .replace(/^(left|right) /, '')
  return LesionLocation.safeParse(said).data ?? (Object.hasOwn(PLACES, said) ? PLACES[said]! : null)
}

/** The same as numbers, in the order of `SUBJECT_COLUMNS`: places in the lists of words, NaN where nothing is known. */
export function subjectNumbers({ skin_tone, lesion_location, age, sex }: Omit<SkinSubject, 'said'>): number[] {
  const place = (options: readonly string[], word: string | null) =>
    word === null ? Number.NaN : options.indexOf(word)
  return [
    place(SkinTone.options, skin_tone),
    place(LesionLocation.options, lesion_location),
    age ?? Number.NaN,
    place(Sex.options, sex),
  ]
}

export const SUBJECT_COLUMNS = ['skin_tone', 'lesion_location', 'age', 'sex'] as const

/** And back. */
export function subjectOf([tone, location, age, sex]: readonly (number | null | undefined)[]): Omit<
  SkinSubject,
  'said'
> {
  return {
    skin_tone: SkinTone.options[tone ?? -1] ?? null,
    lesion_location: LesionLocation.options[location ?? -1] ?? null,
    age: age ?? null,
    sex: Sex.options[sex ?? -1] ?? null,
  }
}
