import { expect, it } from 'vitest'
import { ageFault, NOTHING_KNOWN, optionsOf, weighedWords } from './what-is-known.ts'

it('what nobody said is not sent', () => {
  expect(optionsOf(NOTHING_KNOWN)).toEqual({})
  expect(optionsOf({ ...NOTHING_KNOWN, skin_tone: 'IV', age: ' 41 ' })).toEqual({ skin_tone: 'IV', age: 41 })
})

it('an age that is none is refused in words before it is sent', () => {
  for (const age of ['', ' ', '0', '41', '120']) expect(ageFault(age), age).toBeNull()
  for (const age of ['-1', '121', 'forty', '1e9']) expect(ageFault(age), age).toMatch(/0 to 120/)
})

it('whether what is said moves the call is told by what the model uses', () => {
  expect(weighedWords([])).toContain('none of it moves the call')
  expect(weighedWords(['age', 'sex', 'lesion_location'])).toBe(
    'The model weighs the place, the age and the sex beside the picture; nothing else of it moves the call.',
  )
  expect(weighedWords(null)).toContain('its card says')
})
