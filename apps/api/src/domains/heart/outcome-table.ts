import { heart } from './domain.ts'

/** The angiographic finding as UCI's files have it: 0 is none, 1 to 4 say in how many vessels. What a `target` of 1 is, copies disagree on. */
export const heartOutcomes = {
  ids: [],
  labels: [
    {
      column: 'num',
      labels: Object.fromEntries(['0', '1', '2', '3', '4'].map((value) => [value, heart.label(value !== '0')])),
      date: null,
    },
  ],
  source: 'diagnosis' as const,
  dayOf: () => null,
  sameName: (name: string) => name.trim(),
}
