import type { CallLabel } from '@vouch/contracts/domains/exoplanet'
import type { CurveExplanation } from '@vouch/contracts/domains/light-curve'
import { VIEW_NAMES } from './view-figure.ts'

/** Log-odds of a planet, from those of a class: of two the one's are the other's with the sign turned. */
export function towardsPlanet(logOdds: number, target: CallLabel): number {
  return target === 'PLANET' ? logOdds : -logOdds
}

/** What each input of the network adds towards a planet, a view as one input, the largest first. */
export function curveReasons({
  target,
  integrated_gradients: { views, inputs },
}: Pick<CurveExplanation, 'target' | 'integrated_gradients'>) {
  const reasons = [
    ...views.map(({ view, log_odds }) => ({
      name: `${view} view`,
      description: VIEW_NAMES[view],
      log_odds,
    })),
    ...inputs,
  ]
  return reasons
    .toSorted((a, b) => Math.abs(b.log_odds) - Math.abs(a.log_odds))
    .map(({ name, description, log_odds }) => ({
      name,
      description,
      log_odds: towardsPlanet(log_odds, target),
      unit: '',
      value: null,
      standard_error: null,
      outside_training: false,
    }))
}
