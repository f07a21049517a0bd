import { expect, it } from 'vitest'
import { parseRows } from './parse-rows.ts'

it('rows are read as a table numbers them, each once', () => {
  expect(parseRows('3, 8-10 9', 20)).toEqual([2, 7, 8, 9])
  expect(parseRows(' ', 20)).toEqual([])
})

it('a row that is not there, and what is no row, is not guessed at', () => {
  for (const text of ['0', '21', '5-3', 'K00001', '1.5', '-2']) expect(parseRows(text, 20)).toBeNull()
})
