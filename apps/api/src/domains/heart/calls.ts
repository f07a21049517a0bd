import { type HeartCall, type HeartEvidenceItem, HeartLabel, PatientValues } from '@vouch/contracts/domains/heart'
import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import { ATTRIBUTE_NAMES } from '@vouch/core/domains/heart/attributes'
import { valueInWords } from '@vouch/core/domains/heart/reasons'
import { evidence } from '@vouch/core/model/evidence'
import type { StoredCall } from '../../prediction/calls-file.ts'
import type { CallWire } from '../../prediction/page-calls.ts'
import { heart } from './domain.ts'

/** The calls of patients as their clients know them. */
export const heartCalls: CallWire<HeartCall, HeartEvidenceItem> = {
  domain: heart,
  featuresOf,
  toCall: (stored) => ({
    row: stored.row,
    id: stored.id,
    prediction: stored.prediction === heart.label(true) ? HeartLabel.enum.DISEASE : HeartLabel.enum['NO DISEASE'],
    probability: stored.probability,
    abstained: stored.abstained ?? false,
    features: featuresOf(stored),
    fragile: stored.fragile,
    flip_rate: stored.flip_rate,
  }),
  inWords: (stored) => {
    const values = featuresOf(stored)
    return ATTRIBUTE_NAMES.map((name) => ({
      name,
      description: ATTRIBUTE_WORDS[name].name,
      words: valueInWords(name, values[name]),
    }))
  },
  toEvidence: (manifest, features) =>
    evidence(manifest, features).map(({ percentilePositive, percentileNegative, ...item }) => ({
      ...item,
      percentile_disease: percentilePositive,
      percentile_no_disease: percentileNegative,
    })),
  valueAlone: (item) => ({
    ...item,
    percentile_disease: null,
    percentile_no_disease: null,
    importance_rank: null,
  }),
}

function featuresOf({ shown }: StoredCall): PatientValues {
  return PatientValues.parse(Object.fromEntries(heart.shown.map(({ name }, i) => [name, shown[i] ?? null])))
}
