import { DIAGNOSES, DiagnosisCode, type SkinCall, SkinLabel } from '@vouch/contracts/domains/skin'
import { subjectOf } from '@vouch/core/domains/skin/subject'
import type { StoredCall } from '../../prediction/calls-file.ts'
import type { CallWire } from '../../prediction/page-calls.ts'
import { skin } from './domain.ts'

const CODES = DiagnosisCode.options

/** The calls of pictures as their clients know them. */
export const skinCalls: CallWire<SkinCall, never> = {
  domain: skin,
  featuresOf,
  toCall: (stored) => ({
    row: stored.row,
    id: stored.id,
    prediction: stored.prediction === skin.label(true) ? SkinLabel.enum.MALIGNANT : SkinLabel.enum.BENIGN,
    probability: stored.probability,
    abstained: stored.abstained ?? false,
    diagnosis: DiagnosisCode.parse(CODES[stored.shown[CODES.length] ?? -1]),
    classes: sortClasses(stored.shown.slice(0, CODES.length)),
    features: featuresOf(stored),
    fragile: null,
    flip_rate: null,
  }),
  inWords: (stored) => {
    const { skin_tone, lesion_location, age, sex } = featuresOf(stored)
    return [
      { name: 'skin_tone', description: 'skin type', words: skin_tone ?? 'not said' },
      { name: 'lesion_location', description: 'place', words: lesion_location ?? 'not said' },
      { name: 'age', description: 'age', words: age === null ? 'not said' : `${age} years` },
      { name: 'sex', description: 'sex', words: sex ?? 'not said' },
    ]
  },
  toEvidence: () => [],
  valueAlone: (item) => item,
}

function featuresOf({ shown }: StoredCall): SkinCall['features'] {
  return subjectOf(shown.slice(CODES.length + 1))
}

/** The most probable first. @param probabilities in the order of the codes; null of a class that the model does not know */
export function sortClasses(probabilities: readonly (number | null)[]): SkinCall['classes'] {
  return CODES.flatMap((code, i) => {
    const { label, malignant } = DIAGNOSES[code]
    const probability = probabilities[i] ?? null
    return probability === null ? [] : [{ label, code, probability, malignant }]
  }).sort((a, b) => b.probability - a.probability)
}
