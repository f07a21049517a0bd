/** Lines are told apart by colour and by dashes: either will do. */
const STROKES = [
  { stroke: 'var(--planet)', dash: null, sign: '——' },
  { stroke: 'var(--false-positive)', dash: '6 3', sign: '– –' },
  { stroke: 'var(--ink)', dash: '2 3', sign: '····' },
  { stroke: 'var(--muted)', dash: '8 3 2 3', sign: '–·–' },
] as const

export const MOST_SERIES = STROKES.length

export function strokeOf(index: number): (typeof STROKES)[number] {
  return STROKES[index % STROKES.length] ?? STROKES[0]
}
