import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { drawCoalitions } from './draw-coalitions.ts'

const membersOf = ({ members, players, count }: ReturnType<typeof drawCoalitions>) =>
  Array.from({ length: count }, (_, c) => members.slice(c * players, (c + 1) * players).join(''))

describe('coalitions by the Shapley kernel', () => {
  it('are all of them, once each, where there are no more than asked for', () => {
    const all = drawCoalitions(5, 30, createRandom(1))
    expect(all.complete).toBe(true)
    expect(new Set(membersOf(all)).size).toBe(30)
    expect(membersOf(all)).not.toContain('00000')
    expect(membersOf(all)).not.toContain('11111')
    for (const [c, text] of membersOf(all).entries()) {
      const size = text.replaceAll('0', '').length
      const ways = [1, 5, 10, 10, 5, 1][size]!
      expect(all.weights[c]).toBeCloseTo(4 / (ways * size * (5 - size)), 12)
    }
  })

  it.each([0, 1])('are none of %i players', (players) => {
    expect(drawCoalitions(players, 10, createRandom(1))).toMatchObject({ count: 0, complete: true })
  })

  it('are otherwise a sample in which each stands beside its complement, sizes by the kernel', () => {
    const drawn = drawCoalitions(8, 200, createRandom(1))
    expect([drawn.complete, drawn.count]).toEqual([false, 200])
    const texts = membersOf(drawn)
    for (let c = 0; c < 200; c += 2)
      for (let p = 0; p < 8; p++) expect(Number(texts[c]![p]) + Number(texts[c + 1]![p])).toBe(1)
    const many = membersOf(drawCoalitions(10, 1000, createRandom(2)))
    const share = (size: number) => many.filter((text) => text.replaceAll('0', '').length === size).length / 1000
    const kernel = (size: number) => 1 / (size * (10 - size))
    const total = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((sum, size) => sum + kernel(size), 0)
    for (const size of [1, 3, 5]) expect(Math.abs(share(size) - kernel(size) / total)).toBeLessThan(0.05)
  })
})
