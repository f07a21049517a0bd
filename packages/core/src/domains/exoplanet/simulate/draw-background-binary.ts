import type { Random } from '../../../random.ts'
import { type BinaryPeriods, drawEclipsingBinary } from './draw-eclipsing-binary.ts'
import type { Signal } from './signal.ts'
import { drawStar, type Star } from './star.ts'

/** Blends come from the numerous short orbits of the whole sky (Morton & Johnson 2011; Kirk et al. 2016). */
const BACKGROUND_BINARIES: BinaryPeriods = { centre: 0.25, spread: 0.75, shortestDays: 0.5, longestDays: 650 }

/** Magnitudes by which a blended binary is fainter than the target it hides beside (Bryson et al. 2013). */
const FAINTER = { least: 2.5, most: 12 }

/** Light that reaches a target from a star outside its pixels: wings, ghosts, cross-talk (Coughlin et al. 2014). */
const LEAK = { least: 3e-6, most: 3e-3 }

/** A binary behind the target: its eclipses have its own star's length and shape, but only a share of the depth. */
export function drawBackgroundBinary(random: Random): Signal[] {
  const behind = drawStar(random)
  const fainter = FAINTER.least + (FAINTER.most - FAINTER.least) * random.uniform() ** 0.9
  const share = 1 / (1 + 10 ** (0.4 * fainter))
  return drawEclipsingBinary(behind, BACKGROUND_BINARIES, random).map((signal) => ({
    ...signal,
    truth: 'background_binary',
    depth: signal.depth * share,
  }))
}

/** A binary of the table whose light leaks into other targets. */
export interface ParentBinary {
  readonly name: string
  readonly star: Star
  readonly signal: Signal
}

/** The parent's eclipses as a target nearby shows them: same period, same epoch, a small share of the light. */
export function contaminate(star: Star, parent: ParentBinary, random: Random): Signal {
  const leak = LEAK.least * (LEAK.most / LEAK.least) ** random.uniform()
  const share = leak * 10 ** (0.4 * (star.kepmag - parent.star.kepmag))
  const depth = Math.min((parent.signal.depth * share) / (1 + share), 0.2)
  return { ...parent.signal, truth: 'background_binary', depth, parent: parent.name }
}
