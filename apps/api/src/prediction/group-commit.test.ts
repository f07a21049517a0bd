import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

/** Writes slowly and notes its groups; a negative number cannot be written, and 13 means that nothing can. */
function slowWriter(options: { size?: number; waiting?: number } = {}) {
  const groups: number[][] = []
  const keep = createGroupCommit<number>({
    async write(items) {
      await sleep(5)
      if (items.includes(13)) throw new Error('away')
      if (items.some((item) => item < 0)) throw new RangeError('negative')
      groups.push([...items])
    },
    sizeOf: () => 1,
    size: options.size ?? 100,
    isOfAnItem: (error) => error instanceof RangeError,
    waiting: options.waiting ?? 1000,
  })
  return { keep, groups }
}

describe('createGroupCommit', () => {
  it('writes what arrives together, and what comes meanwhile, as one group each', async () => {
    const { keep, groups } = slowWriter()
    const first = [1, 2, 3].map(keep)
    await sleep(2)
    await Promise.all([...first, ...[4, 5, 6].map(keep)])
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
    await keep(7)
    expect(groups.at(-1)).toEqual([7])
  })

  it('resolves an item when it is written, and not before', async () => {
    const { keep, groups } = slowWriter()
    await Promise.all([1, 2, 3, 4].map((item) => keep(item).then(() => expect(groups.flat()).toContain(item))))
  })

  it('fails only the item that cannot be written', async () => {
    const { keep, groups } = slowWriter()
    const settled = await Promise.allSettled([1, -2, 3].map(keep))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(groups).toEqual([[1], [3]])
  })

  it('does not try each alone when nothing can be written, and goes on afterwards', async () => {
    const { keep, groups } = slowWriter()
    const settled = await Promise.allSettled([1, 13, 3].map(keep))
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await keep(4)
    expect(groups).toEqual([[4]])
  })

  it('ends a group before it grows too large, and refuses more than may wait', async () => {
    const { keep, groups } = slowWriter({ size: 2, waiting: 5 })
    const settled = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(keep))
    expect(groups).toEqual([[1, 2], [3, 4], [5]])
    expect(settled[5]).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
  })
})
