export const DAY_MS = 86_400_000

/** The day of a moment, YYYY-MM-DD. */
export function dateOf(at: string | number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Every day from a moment up to another that is not among them. */
export function datesBetween(fromMs: number, toMs: number): string[] {
  const first = Math.floor(fromMs / DAY_MS)
  return Array.from({ length: Math.max(0, Math.ceil(toMs / DAY_MS) - first) }, (_, i) => dateOf((first + i) * DAY_MS))
}
