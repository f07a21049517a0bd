import type { LearningCurve } from '@vouch/contracts/job'
import { describe, expect, it } from 'vitest'
import { learningFigure } from './learning-curves.tsx'

const curve = (fold: number, round: number[]): LearningCurve => ({
  fold,
  round,
  loss: round.map((r) => 1 / (r + fold)),
  validation_loss: round.map(() => null),
})
const marksOf = (rounds: number[]) =>
  learningFigure({ curves: [1, 2].map((fold) => curve(fold, rounds)) })!.options(600)
const isDot = (mark: unknown) => mark instanceof Object && mark.constructor.name === 'Dot'

describe('learning curves', () => {
  it('of one round are points, beside each other on one whole tick', () => {
    const { marks, x } = marksOf([1])
    expect(marks?.filter(isDot)).toHaveLength(2)
    expect(x?.domain).toEqual([0.5, 1.5])
  })

  it('of many rounds are lines and nothing else', () => {
    const { marks, x } = marksOf(Array.from({ length: 30 }, (_, r) => r + 1))
    expect(marks?.filter(isDot)).toHaveLength(0)
    expect(x).toBeUndefined()
  })
})
