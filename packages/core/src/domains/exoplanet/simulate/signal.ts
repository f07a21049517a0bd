import type { Dip } from './detect.ts'

/** What a signal truly is. */
export const SIMULATED_CLASSES = ['planet', 'eclipsing_binary', 'background_binary', 'noise'] as const
export type SimulatedClass = (typeof SIMULATED_CLASSES)[number]

/** A signal as it is, before anyone measures it. */
export interface Signal extends Dip {
  readonly truth: SimulatedClass
  /** middle of the first event of the survey, BKJD = BJD - 2,454,833 */
  readonly epochBkjd: number
  /** of the eclipsing bodies, in radii of the one behind; null where nothing eclipses */
  readonly radiusRatio: number | null
  readonly impact: number | null
  /** KOI name of the binary on another star whose light this is */
  readonly parent: string | null
}
