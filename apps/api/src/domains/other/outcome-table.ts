/** Of such tables only their owner knows what names a row and what a value says. */
export const otherOutcomes = {
  ids: [],
  labels: () => [],
  source: 'other' as const,
  dayOf: () => null,
  sameName: (name: string) => name.trim(),
}
