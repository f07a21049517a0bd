import { expect, it } from 'vitest'
import { placeWords } from './place-words.ts'

it.each([
  [300, 200, 'in the middle'],
  [200, 130, 'to the upper left of the middle'],
  [420, 200, 'to the right of the middle'],
  [300, 280, 'below the middle'],
  [320, 130, 'above the middle'],
  [20, 210, 'near the left edge'],
  [310, 390, 'near the lower edge'],
  [590, 20, 'near the upper right corner'],
  // beyond the picture, as the outer cells of a map that reaches farther
  [-30, 440, 'near the lower left corner'],
])('of 600 × 400 pixels, %i, %i lies %s', (x, y, words) => {
  expect(placeWords({ x, y }, { width: 600, height: 400 })).toBe(words)
})
