import type { IncomingMessage } from 'node:http'
import { isForm } from '../request-body.ts'

/** What a request costs that is not listed below. `RATE_LIMIT` says how much an account or address may spend a minute. */
const ORDINARY = 1

/** Procedures that cost more, by what they take of the machine; 0: not counted, for who watches over a server. */
const COSTS: Readonly<Record<string, number>> = {
  'health.get': 0,
  'health.live': 0,
  'health.ready': 0,
  'exoplanet.predictTable': 5,
  'exoplanet.predictCatalogue': 10,
  'exoplanet.fetchCatalogue': 20,
  'exoplanet.evidence': 2,
  'lightCurve.predict': 20,
  'lightCurve.search': 20,
  'lightCurve.candidate': 3,
  'lightCurve.explain': 10,
  'lightCurve.inject': 30,
  'lightCurve.injections': 3,
  'heart.predictTable': 5,
  'heart.evidence': 2,
  'skin.predict': 10,
  'skin.explain': 10,
  'coding.metrics': 3,
  'coding.rawMetrics': 3,
  'coding.insights': 10,
  'coding.compare': 5,
  'coding.ingest': 5,
  'coding.takeBack': 20,
  'coding.watchMetrics': 3,
  'other.evidence': 2,
  'prediction.evidence': 2,
  'prediction.explain': 5,
  'model.promote': 20,
  'model.import': 15,
  'model.measure': 20,
  'review.offer': 10,
  'review.next': 2,
  'outcome.create': 2,
  'outcome.fromTable': 20,
  'measure.get': 10,
  'coding.fetchGithub': 20,
  'coding.fetchLitellm': 20,
  'coding.export': 20,
  'coding.costs': 10,
  'coding.distribution': 10,
  'coding.reconcile': 5,
  'coding.sampleFile': 5,
  'clinic.predict': 5,
  'clinic.train': 30,
  'clinic.retrain': 30,
  'clinic.modelState': 5,
  'clinic.accuracyVsFeedback': 10,
  'clinic.trends': 10,
  'clinic.doctorPerformance': 10,
  'clinic.modelComparison': 10,
  'clinic.dataQuality': 5,
  'dataset.fetch': 20,
  'dataset.audit': 10,
  'dataset.fromReviews': 20,
  'training.checkConfig': 10,
  'training.start': 30,
  'training.reproduce': 30,
  'training.leaderboard': 5,
  'training.compare': 10,
  'prediction.download': 5,
  'training.download': 5,
}

/** A file costs as a table does; of JSON rows each of these pieces costs one more. */
const FORM_COST = 5
const BODY_PIECE_BYTES = 256 << 10

/** What a procedure, or a route by the same kind of name, costs. */
export function operationCost(operation: string): number {
  return COSTS[operation] ?? ORDINARY
}

/** What the body of a request adds to the cost of its operation. */
export function bodyCost(req: Pick<IncomingMessage, 'headers'>): number {
  if (isForm(req)) return FORM_COST - ORDINARY
  const bytes = Number(req.headers['content-length'] ?? 0)
  return Number.isFinite(bytes) ? Math.floor(bytes / BODY_PIECE_BYTES) : 0
}
