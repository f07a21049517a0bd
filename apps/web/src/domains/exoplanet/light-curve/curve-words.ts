import { counted, formatCount, formatQuantity } from '../../../ui/format.ts'

/** Relative flux with as many decimals as a transit of a small planet needs. */
export function fluxWords(flux: number): string {
  return flux.toFixed(5)
}

/** The same on an axis, without noughts that say nothing. */
export function fluxTickWords(flux: number): string {
  return String(Number(flux.toFixed(6)))
}

export function daysWords(days: number): string {
  return `${days.toFixed(2)} d`
}

/** What the days of a curve are counted from. */
export function timeLabel(timeZero: number | null): string {
  return timeZero === null ? 'Days, as the file counts them' : `Days (BJD − ${formatCount(timeZero)})`
}

/** A period as finely as a search tells it. */
export function periodWords(days: number): string {
  return `${Number(days.toPrecision(7))} d`
}

export function ppmWords(ppm: number): string {
  return `${formatCount(Math.round(ppm)).replace('-', '−')} ppm`
}

/** A number of sigmas; null: not enough was seen. */
export function sigmaWords(sigmas: number | null): string {
  return sigmas === null ? 'not enough seen' : `${formatQuantity(Number(sigmas.toFixed(1)))} σ`
}

const REASONS = { quality: 'flagged by the pipeline', no_time: 'without a time', no_flux: 'without a flux' } as const

/** `1,626 cadences; left out: 53 flagged by the pipeline`. */
export function cadenceWords(
  n: number,
  dropped: readonly { readonly reason: keyof typeof REASONS; readonly n: number }[],
): string {
  const out = dropped.map((one) => `${formatCount(one.n)} ${REASONS[one.reason]}`)
  return out.length === 0 ? counted(n, 'cadence') : `${counted(n, 'cadence')}; left out: ${out.join(', ')}`
}

/** What a piece of a mission's observation is called. */
export function pieceWords(mission: string | null, number: number | null, place: number): string {
  if (number === null) return `piece ${place + 1}`
  return mission?.toLowerCase().includes('tess') === true ? `S${number}` : `Q${number}`
}
