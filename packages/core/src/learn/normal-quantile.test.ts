import { expect, it } from 'vitest'
import { normalQuantile } from './normal-quantile.ts'

it.each([
  [1e-300, -37.0470962993612],
  [1e-10, -6.361340902404056],
  [1e-4, -3.7190164854556804],
  [0.01, -2.3263478740408408],
  [0.075, -1.4395314709384563],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.999999, 4.753424308817087],
])('the normal’s quantile of %d is that of scipy', (share, z) => {
  expect(Math.abs(normalQuantile(share) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)) * 10)
})

it('the normal’s quantile is infinite at its ends', () => {
  expect([0, 1].map(normalQuantile)).toEqual([-Infinity, Infinity])
})
