import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { referenceSet, sampleSet } from './fixtures/sample-set.ts'
import { logisticRegression } from './logistic-regression.ts'
import { pcaLogistic } from './pca-logistic.ts'

const preprocessing = { scaling: 'standard' } as const
const random = createRandom(1)

describe('logistic regression on principal components', () => {
  it('has the components and the shares of variance of scikit-learn, largest entries above zero', () => {
    const { components } = pcaLogistic.train(referenceSet(), { preprocessing, components: 2, C: 1 }, { random })
    const expected = [-0.571862099971341, 0.5979268324757124, -0.5616558035148655]
    const second = [-0.6465422029323117, 0.09290859974813197, 0.7571995588484414]
    for (const [i, entry] of [...expected, ...second].entries()) expect(components.directions[i]).toBeCloseTo(entry, 5)
    expect(components.varianceShares[0]).toBeCloseTo(0.9215097436899559, 6)
    expect(components.varianceShares[1]).toBeCloseTo(0.07337066331025817, 6)
  })

  it('is plain logistic regression when all components are kept', () => {
    const set = sampleSet(200, 'pca')
    const turned = pcaLogistic.train(set, { preprocessing, components: 7, C: 1 }, { random })
    const plain = logisticRegression.train(set, { preprocessing, C: 1 }, { random })
    const expected = logisticRegression.predict(plain, set.matrix, set.rows)
    for (const [r, margin] of pcaLogistic.predict(turned, set.matrix, set.rows).entries())
      expect(margin).toBeCloseTo(expected[r]!, 4)
  })

  it('keeps as many components as there are columns when asked for more, and refuses none', () => {
    const train = (components: number) =>
      pcaLogistic.train(referenceSet(), { preprocessing, components, C: 1 }, { random })
    expect(train(50).components.varianceShares).toHaveLength(3)
    expect(() => train(0)).toThrow(RangeError)
  })
})
