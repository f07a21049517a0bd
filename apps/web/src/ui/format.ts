const count = new Intl.NumberFormat('en-US')
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

export function formatCount(value: number): string {
  return count.format(value)
}

/** Three decimals, and never a 0 or 1 that the number is not. */
export function formatProbability(value: number): string {
  if (value > 0 && value < 0.0005) return '<0.001'
  if (value < 1 && value >= 0.9995) return '>0.999'
  return value.toFixed(3)
}

/** Two decimals, three where the model chose so finely. */
export function formatThreshold(value: number): string {
  return value.toFixed(3).replace(/0$/, '')
}

/** Four significant digits; powers of ten where the number is too long to read. */
export function formatQuantity(value: number | null): string {
  if (value === null) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2).replaceAll('-', '−').replace('e+', 'e')
  return significant.format(value).replace('-', '−')
}

/** A measured figure with as many decimals as the caller can defend; null says that nothing was measured. */
export function formatMeasure(value: number | null, decimals = 3): string {
  if (value === null) return 'not measured'
  // what is not nought is not shown as nought
  if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals) return value.toExponential(1)
  return formatShare(value, decimals)
}

/** So many decimals, and more where what is not wholly 1 would be shown as 1. */
export function formatShare(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  if (value >= 1 || Number(text) < 1) return text
  return decimals < MOST_DECIMALS
    ? formatShare(value, decimals + 1)
    : `>${(1 - 10 ** -MOST_DECIMALS).toFixed(decimals)}`
}

/** A millionth of an AUC is told by no table. */
const MOST_DECIMALS = 6

export function formatPercent(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 1) return '<1 %'
  if (percent < 100 && percent > 99) return '>99 %'
  return `${Math.round(percent)} %`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

export function formatMoment(iso: string): string {
  return moment.format(new Date(iso))
}

export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** `1 row`, `2 rows`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`
}
