import { describe, expect, it } from 'vitest'
import { classNames, confusionFigure } from './confusion-matrix.tsx'

const counts = { true_positives: 5, false_negatives: 1, false_positives: 2, true_negatives: 9 }

describe('calls against labels', () => {
  it('are called what the model calls its classes', () => {
    const classes = classNames({ labels: ['FALSE POSITIVE', 'CONFIRMED'], positive: 'CONFIRMED' })
    const { numbers } = confusionFigure({ counts, threshold: 0.5, split: 'locked test', classes })
    expect(numbers.head).toEqual(['', 'Called CONFIRMED', 'Called FALSE POSITIVE'])
    expect(numbers.rows).toEqual([
      ['CONFIRMED', '5', '1'],
      ['FALSE POSITIVE', '2', '9'],
    ])
  })

  it('are positive and negative until a model has said', () => {
    expect(classNames(null)).toEqual({ positive: 'positive', negative: 'negative' })
  })
})
