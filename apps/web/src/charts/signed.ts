/** Two decimals with the sign that was pushed in; a true minus. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(2)
  return `${value < 0 ? '−' : '+'}${text}`
}
