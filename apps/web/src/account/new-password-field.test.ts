import { expect, it } from 'vitest'
import { isNewPassword, lengthWords } from './new-password-field.tsx'

it.each([
  ['', '0 of 15 characters.'],
  ['short', '5 of 15 characters.'],
  ['aaaaaaaaaaaaaaa', '15 characters: long enough.'],
  // one character to a reader, two to JavaScript
  ['🔭'.repeat(14), '14 of 15 characters.'],
  ['🔭'.repeat(15), '15 characters: long enough.'],
  // an e and an accent that are one once they are composed
  ['e\u0301'.repeat(8), 'Some of these characters count as one: a little longer.'],
  ['a'.repeat(300), '300 characters: 256 are the most.'],
])('the length of %j is told as the server counts it', (password, words) => {
  expect(lengthWords(password)).toBe(words)
  expect(isNewPassword(password)).toBe(words.includes('long enough'))
})
