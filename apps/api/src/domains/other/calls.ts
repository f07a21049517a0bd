import { type OtherCall, type OtherEvidenceItem, OtherLabel } from '@vouch/contracts/domains/other'
import { evidence } from '@vouch/core/model/evidence'
import type { CallWire } from '../../prediction/page-calls.ts'
import { other } from './domain.ts'

/** The calls of any table's rows as their clients know them. */
export const otherCalls: CallWire<OtherCall, OtherEvidenceItem> = {
  domain: other,
  featuresOf: () => ({}),
  toCall: (stored) => ({
    row: stored.row,
    id: stored.id,
    prediction: stored.prediction === other.label(true) ? OtherLabel.enum.POSITIVE : OtherLabel.enum.NEGATIVE,
    probability: stored.probability,
    abstained: stored.abstained ?? false,
    features: {},
    fragile: stored.fragile,
    flip_rate: stored.flip_rate,
  }),
  inWords: () => [],
  toEvidence: (manifest, features) =>
    evidence(manifest, features).map(({ percentilePositive, percentileNegative, ...item }) => ({
      ...item,
      percentile_positive: percentilePositive,
      percentile_negative: percentileNegative,
    })),
  valueAlone: (item) => ({
    ...item,
    percentile_positive: null,
    percentile_negative: null,
    importance_rank: null,
  }),
}
