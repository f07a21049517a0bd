import type { CodingSession, IngestReceipt } from '@vouch/contracts/domains/coding'
import { priceSession } from '@vouch/core/domains/coding/price-session'

export interface ModelPrices {
  price(session: CodingSession): CodingSession
  /** sessions whose model has no price, by model */
  unpriced(): IngestReceipt['unpriced_models']
}

/** Prices sessions, and counts those whose model has none. */
export function priceModels(): ModelPrices {
  const unpriced = new Map<string, number>()
  return {
    price(session) {
      const found = priceSession(session)
      const { model, cost_usd: cost, total_tokens: tokens } = found
      if (cost === null && model !== null && tokens !== null) unpriced.set(model, (unpriced.get(model) ?? 0) + 1)
      return found
    },
    unpriced: () =>
      [...unpriced].map(([model, sessions]) => ({ model, sessions })).sort((a, b) => b.sessions - a.sessions),
  }
}
