import type { SkinSubject } from '@vouch/contracts/domains/skin'
import type { ValueInWords } from '@vouch/contracts/submission'

/** What was said of a picture, as the server says it of a call; in the sender’s own words where those were not understood. */
export function saidValues({ skin_tone, lesion_location, age, sex, said }: SkinSubject): ValueInWords[] {
  const own = (read: string | null, words: string | null) => read ?? (words === null ? 'not said' : `“${words}”`)
  return [
    { name: 'skin_tone', description: 'skin type', words: own(skin_tone, said.skin_tone) },
    { name: 'lesion_location', description: 'place', words: own(lesion_location, said.lesion_location) },
    { name: 'age', description: 'age', words: age === null ? 'not said' : `${age} years` },
    { name: 'sex', description: 'sex', words: sex ?? 'not said' },
  ]
}
