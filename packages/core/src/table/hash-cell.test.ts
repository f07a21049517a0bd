import { expect, it } from 'vitest'
import { HASH_END, hashNumber, hashPair, hashText } from './hash-cell.ts'

/** The least and the most of 64 equal parts of all hashes that some hashes fall into. */
function spread(hashes: readonly number[], part: (hash: number) => number): [number, number] {
  const counts = new Array<number>(64).fill(0)
  for (const hash of hashes) counts[part(hash)]!++
  return [Math.min(...counts), Math.max(...counts)]
}

it('a hash is a whole number below its end, and none of 200,000 neighbours meet', () => {
  const hashes = Array.from({ length: 200_000 }, (_, i) => [hashText(`K${i}`), hashNumber(i), hashNumber(i / 8)])
  for (const place of [0, 1, 2]) {
    const all = hashes.map((each) => each[place]!)
    expect(new Set(all).size).toBe(200_000)
    expect(all.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < HASH_END)).toBe(true)
    // 3125 each, give or take 56
    for (const part of [(hash: number) => Math.floor((hash / HASH_END) * 64), (hash: number) => hash % 64]) {
      const [least, most] = spread(all, part)
      expect(least).toBeGreaterThan(2800)
      expect(most).toBeLessThan(3450)
    }
  }
})

it('0 and -0 are one number, and a text is not its number', () => {
  expect(hashNumber(0)).toBe(hashNumber(-0))
  expect(hashText('1')).not.toBe(hashNumber(1))
})

it('a pair hangs on its order, and on both of its members', () => {
  const [a, b] = [hashText('a'), hashText('b')]
  expect(hashPair(hashPair(0, a), b)).not.toBe(hashPair(hashPair(0, b), a))
  expect(hashPair(a, b)).not.toBe(hashPair(b, b))
  const pairs = Array.from({ length: 90_000 }, (_, i) => hashPair(hashPair(0, i % 300), Math.floor(i / 300)))
  expect(new Set(pairs).size).toBe(90_000)
})
