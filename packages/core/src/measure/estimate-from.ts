import type { JudgedCall } from './judged-call.ts'

/** Calls that were drawn by chance to be judged, before anything was known of them, and that nobody may pick or skip. */
export const RANDOM_SLICE = 'random'

/** What is measured of judged calls. */
export type Figure = 'accuracy' | 'skill' | 'agreement' | 'calibration' | 'experts' | 'influence' | 'switches'

/** What a figure needs to hold of the calls it is estimated from, so that it is that of all calls. */
const NEEDS_ALL: Readonly<Record<Figure, boolean>> = {
  accuracy: true,
  skill: true,
  agreement: true,
  calibration: true,
  experts: true,
  // two verdicts on the same calls are compared: which calls they are does not favour a side
  influence: false,
  switches: false,
}

/** Figures whose functions take weights. */
const CAN_WEIGH: ReadonlySet<Figure> = new Set<Figure>(['accuracy', 'skill', 'agreement'])

export interface EstimableCalls {
  readonly calls: readonly JudgedCall[]
  /** what the figure's `split` says */
  readonly split: string
  readonly weighted: boolean
}

/**
 * The calls that a figure may be estimated from. People judge what is doubtful, urgent or asked for, and a model is often
 * worse there than elsewhere (verification bias: Begg & Greenes 1983): only calls drawn by chance stand for all. With
 * `weighted`, and where the chance of every judged call to be chosen is known, all of them do, each weighed by it; no call may
 * have had no chance. What compares two verdicts on the same calls is measured on all that were judged, and is of those. Where there is
 * nothing to estimate from there are no calls, and the figure is null.
 */
export function estimateFrom(
  calls: readonly JudgedCall[],
  figure: Figure,
  { weighted = false }: { readonly weighted?: boolean } = {},
): EstimableCalls {
  if (!NEEDS_ALL[figure]) return { calls, split: 'judged', weighted: false }
  if (weighted && CAN_WEIGH.has(figure) && calls.length > 0 && calls.every((call) => call.inclusion !== null))
    return { calls, split: 'weighted', weighted: true }
  return { calls: calls.filter((call) => call.slice === RANDOM_SLICE), split: RANDOM_SLICE, weighted: false }
}
