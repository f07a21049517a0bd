import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLearningCurves, readLearningCurves, thin } from './learning-curves.ts'

const round = (at: number) => ({ round: at, rounds: 2000, loss: 1 / at, validationLoss: null })
const grown = (folder: string, rounds: number) => {
  const curves = createLearningCurves(folder, [])
  for (let at = 1; at <= rounds; at++) curves.add(1, round(at))
  return curves
}

describe('learning curves', () => {
  it.each([0, 1, 47, 48, 49, 50, 95, 96, 97, 400, 1999, 2000])(
    'of %i rounds are told in few points, the first and the last among them',
    (rounds) => {
      const { curve } = grown('', rounds).told(1)
      if (rounds === 0) return expect(curve).toBeNull()
      expect(curve?.round.length).toBeLessThanOrEqual(48)
      expect([curve?.round[0], curve?.round.at(-1)]).toEqual([1, rounds])
      expect(curve?.loss).toHaveLength(curve?.round.length ?? 0)
    },
  )

  it('tell the folds that are done apart from the one that is trained', () => {
    const curves = grown('', 3)
    curves.add(2, round(1))
    curves.add(null, round(1))
    expect(curves.told(2)).toMatchObject({ curve: { fold: 2 }, earlier_curves: [{ fold: 1 }] })
    expect(curves.told(null).earlier_curves.map(({ fold }) => fold)).toEqual([1, 2])
    expect(curves.kept.map(({ fold }) => fold)).toEqual([1, 2, null])
  })

  it('of a fold that was saved come back to the bit, and of one that was not they are not made up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vouch-curves-'))
    const curves = grown(join(folder, 'new'), 777)
    curves.save(1)
    curves.save(2)
    const known = await readLearningCurves(join(folder, 'new'), [2, 1])
    expect(createLearningCurves('', known).kept).toEqual(curves.kept)
    expect(await readLearningCurves(join(folder, 'nowhere'), [1])).toEqual([])
    await rm(folder, { recursive: true })
  })

  it('say null, not nonsense, of a loss that is no number', () => {
    const curves = createLearningCurves('', [])
    curves.add(1, { ...round(1), loss: Number.POSITIVE_INFINITY })
    expect(curves.told(1).curve?.loss).toEqual([null])
    expect(thin({ fold: 1, round: [], loss: [], validation_loss: [] }, 5).round).toEqual([])
  })
})
