import { expect, it } from 'vitest'
import { wrapText } from './wrap-text.ts'

it('a caption is cut at its spaces, loses no word, and no line is longer than it may be', () => {
  const text = 'n = 1,234 rows, locked test, by group. Dashed: everything called positive, 0.456.'
  const lines = wrapText(text, { width: 200, size: 12 })
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.join(' ')).toBe(text)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.floor(200 / (12 * 0.53)))
})

it('a word that is longer than a line is cut, and nothing of it is lost', () => {
  expect(wrapText(`so ${'x'.repeat(25)} it`, { width: 54, size: 10 })).toEqual(
    ['so', 'x'.repeat(10), 'x'.repeat(10), 'xxxxx it'].flat(),
  )
  expect(wrapText('', { width: 54, size: 10 })).toEqual([])
})
