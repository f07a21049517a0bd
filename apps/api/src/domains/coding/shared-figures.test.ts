import { expect, it } from 'vitest'
import { createSharedFigures } from './shared-figures.ts'

it('figures are computed once for all who listen, anew after a moment, and again where that failed', async () => {
  let made = 0
  const make = async () => {
    made++
    if (made === 1) throw new Error('no')
    return made
  }
  const shared = createSharedFigures<number>(50)
  await expect(shared.get('a', make)).rejects.toThrow('no')
  expect(await Promise.all([shared.get('a', make), shared.get('a', make), shared.get('b', make)])).toEqual([2, 2, 3])
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await shared.get('a', make)).toBe(4)
})
