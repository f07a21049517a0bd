import { expect, it } from 'vitest'
import { resolveColours } from './print-palette.ts'

it('a colour that a file would not know is an error, not a black shape', () => {
  expect(resolveColours('<path fill="var(--planet)" stroke="currentColor"/>')).toBe(
    '<path fill="#0f62a6" stroke="#565b65"/>',
  )
  expect(() => resolveColours('fill="var(--nothing)"')).toThrow(/--nothing/)
})
