const DIGITS = 3

/** A measured number to three digits. */
export function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: DIGITS })
}

export function count(value: number): string {
  return value.toLocaleString('en')
}

/** Two bounds in words. */
export function range([low, high]: readonly [number, number]): string {
  return `${figure(low)} to ${figure(high)}`
}
