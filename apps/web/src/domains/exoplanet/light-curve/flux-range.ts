/** Of the brightest a few are flares and cosmic rays, and would press everything else together. */
const BRIGHT_SHARE = 0.999

/** What of the flux is worth showing: everything below, and all but the brightest few above. */
export function fluxRange(flux: Float64Array): { from: number; to: number } {
  const sorted = flux.slice().sort()
  const low = sorted[0] ?? 0
  const high = sorted[Math.min(sorted.length - 1, Math.floor(BRIGHT_SHARE * sorted.length))] ?? 1
  const room = (high - low) * 0.08 || 1e-4
  return { from: low - room, to: high + room }
}
