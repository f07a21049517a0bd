import type { Picture } from '../../image/picture.ts'
import { createRandom, type Random } from '../../random.ts'

/** Dermoscopy's own colours: skin, the light brown of a lesion's edge, and the dark brown of its middle. */
const SKIN = [214, 160, 148] as const
const EDGE = [158, 98, 74] as const
const MIDDLE = [92, 52, 40] as const

/** Wavelength of the pigment network, and how deep it is. */
const NETWORK = { pixels: 11, depth: 0.16 } as const
const GRAIN = 5

/** Numbers of a waved outline: radius = 1 + Σ height · cos(k·angle + phase). */
interface Outline {
  readonly heights: readonly number[]
  readonly phases: readonly number[]
}

/** A drawn pigmented lesion, always the same of a seed. Nothing of it is of anybody's skin. */
export function drawLesion(seed: string, width = 600, height = 450): Picture {
  const random = createRandom(seed)
  const between = (low: number, high: number) => low + (high - low) * random.uniform()
  const outline = drawOutline(random)
  const middle = { x: width * between(0.45, 0.55), y: height * between(0.45, 0.55) }
  const radius = { x: width * between(0.2, 0.26), y: height * between(0.24, 0.3) }
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [across, down] = [(x - middle.x) / radius.x, (y - middle.y) / radius.y]
      const at = Math.hypot(across, down) / radiusAt(outline, Math.atan2(down, across))
      const inside = 1 / (1 + Math.exp((at - 1) * 14))
      const depth = Math.max(0, 1 - at)
      const network =
        NETWORK.depth *
        inside *
        Math.cos((2 * Math.PI * (x + y)) / NETWORK.pixels) *
        Math.cos((2 * Math.PI * (x - y)) / NETWORK.pixels)
      const dark = Math.hypot(x / width - 0.5, y / height - 0.5)
      const grain = between(-GRAIN, GRAIN)
      for (let c = 0; c < 3; c++) {
        const lesion = EDGE[c]! + (MIDDLE[c]! - EDGE[c]!) * Math.min(1, 1.5 * depth)
        const value = (SKIN[c]! * (1 - inside) + lesion * inside) * (1 - network) * (1.06 - 0.24 * dark) + grain
        pixels[3 * (y * width + x) + c] = Math.round(Math.min(255, Math.max(0, value)))
      }
    }
  return { width, height, pixels }
}

function drawOutline(random: Random): Outline {
  const waves = [2, 3, 5, 7]
  return {
    heights: waves.map((k) => ((0.24 / k) * (1 + random.uniform())) / 2),
    phases: waves.map(() => 2 * Math.PI * random.uniform()),
  }
}

function radiusAt({ heights, phases }: Outline, angle: number): number {
  const waves = [2, 3, 5, 7]
  return waves.reduce((sum, k, i) => sum + heights[i]! * Math.cos(k * angle + phases[i]!), 1)
}
