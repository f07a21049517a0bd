import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { fitPlatt } from './calibrate.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { crossValidate } from './cross-validate.ts'
import { groupFolds, groupIndex } from './group-folds.ts'
import { sigmoid } from './tree.ts'

/** Stars of one to four rows; the label belongs to the star. */
function stars(count: number) {
  const random = createRandom('stars')
  const groups: number[] = []
  const labels: number[] = []
  for (let star = 0; star < count; star++) {
    const label = random.uniform() < 0.3 ? 1 : 0
    for (let row = 0; row <= random.int(4); row++) {
      groups.push(star)
      labels.push(label)
    }
  }
  return { groups: groupIndex(groups), labels: Uint8Array.from(labels) }
}

describe('folds by group', () => {
  const { groups, labels } = stars(600)
  const fold = groupFolds(groups, labels, { folds: 5, random: createRandom(1) })

  it('never split a group', () => {
    const seen = new Map<number, number>()
    for (const [row, group] of groups.entries()) {
      expect(seen.get(group) ?? fold[row]).toBe(fold[row])
      seen.set(group, fold[row]!)
    }
  })

  it('are alike in rows and in positives', () => {
    const rows = [0, 0, 0, 0, 0]
    const positives = [0, 0, 0, 0, 0]
    for (const [row, f] of fold.entries()) {
      rows[f]!++
      positives[f]! += labels[row]!
    }
    for (const counts of [rows, positives]) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(8)
  })

  it('refuse more folds than there are groups', () => {
    expect(() => groupFolds([0, 0, 1], [0, 1, 1], { folds: 3, random: createRandom(1) })).toThrow('2 groups')
  })
})

describe('cross-validation', () => {
  const { groups, labels } = stars(400)

  it('gives a model that remembers its stars nothing', () => {
    const pass = crossValidate(
      {
        labels,
        groups,
        folds: 5,
        fit: (train, scored) => {
          const known = new Map(Array.from(train, (row) => [groups[row]!, labels[row]!]))
          return Array.from(scored, (row) => (known.get(groups[row]!) ?? 0.5) * 4 - 2)
        },
      },
      createRandom(2),
    )
    expect(rocAuc(labels, pass.margins)).toBe(0.5)
  })

  it('calibrates and chooses the threshold of a fold without that fold', () => {
    const margins = Float64Array.from(labels, (label, row) => 2 * label - 1 + Math.sin(row * 12.9898) * 2)
    const run = (change: (row: number) => number) =>
      crossValidate({ labels, groups, folds: 5, fit: (_, scored) => Array.from(scored, change) }, createRandom(3))
    const plain = run((row) => margins[row]!)
    const first = plain.fold[0]!
    const disturbed = run((row) => (plain.fold[row] === first ? margins[row]! * 50 : margins[row]!))
    expect(disturbed.thresholds[first]).toBe(plain.thresholds[first])
    const row = plain.fold.findIndex((f) => f === first)
    const { slope, offset } = inverse(plain, first, margins)
    expect(plain.probabilities[row]).toBeCloseTo(sigmoid(slope * margins[row]! + offset), 10)
  })

  function inverse(pass: { fold: Uint8Array }, k: number, margins: Float64Array) {
    const others = [...pass.fold.keys()].filter((row) => pass.fold[row] !== k)
    return fitPlatt(
      others.map((row) => labels[row]!),
      others.map((row) => margins[row]!),
    )
  }
})

describe('Platt’s calibration', () => {
  it('finds the scale that margins were bent by', () => {
    const random = createRandom('platt')
    const truth = Float64Array.from({ length: 20_000 }, () => 2 * random.normal())
    const labels = Uint8Array.from(truth, (m) => (random.uniform() < sigmoid(m) ? 1 : 0))
    const { slope, offset } = fitPlatt(
      labels,
      truth.map((m) => (m + 0.5) * 3),
    )
    expect(slope).toBeCloseTo(1 / 3, 1)
    expect(offset).toBeCloseTo(-0.5, 0)
  })

  it('is finite for margins that part the labels entirely', () => {
    const { slope, offset } = fitPlatt([0, 0, 1, 1], [-2, -1, 1, 2])
    expect(Number.isFinite(slope) && Number.isFinite(offset)).toBe(true)
  })

  it('refuses one label alone', () => {
    expect(() => fitPlatt([1, 1], [0, 1])).toThrow('Both labels')
  })
})

describe('the threshold of best F1', () => {
  it('is between the labels where they part', () => {
    expect(chooseThreshold([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])).toBeCloseTo(0.5, 1)
  })

  it('is what trying all thresholds finds', () => {
    const random = createRandom('threshold')
    const labels = Array.from({ length: 500 }, () => random.int(2))
    const probabilities = labels.map((label) => Math.min(0.999, Math.max(0, 0.3 + 0.3 * label + 0.2 * random.normal())))
    const f1 = (t: number) => {
      const called = probabilities.filter((p) => p >= t).length
      const right = probabilities.filter((p, i) => p >= t && labels[i] === 1).length
      return (2 * right) / (called + labels.filter((l) => l === 1).length)
    }
    const best = Math.max(...Array.from({ length: 99 }, (_, i) => f1((i + 1) / 100)))
    expect(f1(chooseThreshold(labels, probabilities))).toBeCloseTo(best, 10)
  })
})
