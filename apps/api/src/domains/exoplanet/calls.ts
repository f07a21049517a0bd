import { type Call, CallLabel, type EvidenceItem } from '@vouch/contracts/domains/exoplanet'
import { evidence } from '@vouch/core/model/evidence'
import type { StoredCall } from '../../prediction/calls-file.ts'
import type { CallWire } from '../../prediction/page-calls.ts'
import { exoplanet } from './domain.ts'

const SHOWN = [
  { name: 'orbital_period', description: 'orbital period', unit: 'd' },
  { name: 'planet_radius', description: 'planet radius', unit: 'Earth radii' },
  { name: 'transit_duration', description: 'transit duration', unit: 'h' },
] as const satisfies readonly { readonly name: keyof Call['features']; description: string; unit: string }[]

/** The calls of transit signals as their clients know them. */
export const exoplanetCalls: CallWire<Call, EvidenceItem> = {
  domain: exoplanet,
  featuresOf,
  toCall(stored) {
    return {
      row: stored.row,
      id: stored.id,
      prediction:
        stored.prediction === exoplanet.label(true) ? CallLabel.enum.PLANET : CallLabel.enum['FALSE POSITIVE'],
      probability: stored.probability,
      abstained: stored.abstained ?? false,
      features: featuresOf(stored),
      fragile: stored.fragile,
      flip_rate: stored.flip_rate,
    }
  },
  inWords: ({ shown }) =>
    SHOWN.map(({ name, description, unit }, i) => {
      const value = shown[i] ?? null
      return { name, description, words: value === null ? 'missing' : `${Number(value.toPrecision(4))} ${unit}` }
    }),
  toEvidence: (manifest, features) =>
    evidence(manifest, features).map(({ percentilePositive, percentileNegative, ...item }) => ({
      ...item,
      percentile_planets: percentilePositive,
      percentile_false_positives: percentileNegative,
    })),
  valueAlone: (item) => ({
    ...item,
    percentile_planets: null,
    percentile_false_positives: null,
    importance_rank: null,
  }),
}

function featuresOf({ shown }: StoredCall): Call['features'] {
  const [orbital_period = null, planet_radius = null, transit_duration = null] = shown
  return { orbital_period, planet_radius, transit_duration }
}
