import { expect, it } from 'vitest'
import { sameShape } from './upright-picture.ts'

it('a picture is the same at another scale, and not on its side or cut', () => {
  const sent = { width: 4032, height: 3024 }
  expect(sameShape(sent, { width: 1600, height: 1200 })).toBe(true)
  // 1600 × 3023 / 4031 = 1199.9
  expect(sameShape({ width: 4031, height: 3023 }, { width: 1600, height: 1200 })).toBe(true)
  expect(sameShape(sent, { width: 1200, height: 1600 })).toBe(false)
  expect(sameShape(sent, { width: 1600, height: 1180 })).toBe(false)
})
