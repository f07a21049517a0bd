import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { logisticRegression } from './logistic-regression.ts'

it('the log-odds of logistic regression are those that rows were drawn by', () => {
  const random = createRandom('odds')
  const rows = 20_000
  const matrix = Float32Array.from({ length: rows }, () => 3 + 2 * random.normal())
  const labels = Uint8Array.from(matrix, (x) => (random.uniform() < 1 / (1 + Math.exp(1 - 0.8 * x)) ? 1 : 0))
  const fitted = logisticRegression.train(
    { matrix, rows, features: 1, labels },
    { preprocessing: { scaling: 'standard' }, C: 1 },
    { random },
  )
  const margins = logisticRegression.predict(fitted, Float32Array.of(0, 1, 5), 3)
  for (const [i, x] of [0, 1, 5].entries()) expect(Math.abs(margins[i]! - (0.8 * x - 1))).toBeLessThan(0.15)
})
