import { expect, test } from 'vitest'
import { safeCell } from './safe-cell.ts'

test('a text that a spreadsheet would run as a formula is guarded', () => {
  for (const text of [
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-2+3',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
  ]) {
    expect(safeCell(text).replace(/^"/, '')).toMatch(/^'/)
  }
})

test('numbers stay numbers, also those that came as text', () => {
  expect(safeCell(-1.5)).toBe('-1.5')
  expect(safeCell(1e-7)).toBe('1e-7')
  expect(safeCell('-1.5e-3')).toBe('-1.5e-3')
  expect(safeCell('+7')).toBe('+7')
})

test('what is missing or not finite is an empty cell', () => {
  for (const value of [null, undefined, Number.NaN, Infinity]) expect(safeCell(value)).toBe('')
})

test('delimiters, quotes, line breaks, outer spaces and a leading # are quoted', () => {
  expect(safeCell('a,b')).toBe('"a,b"')
  expect(safeCell('a;b')).toBe('"a;b"')
  expect(safeCell('say "hi"')).toBe('"say ""hi"""')
  expect(safeCell('two\nlines')).toBe('"two\nlines"')
  expect(safeCell(' x ')).toBe('" x "')
  expect(safeCell('#1')).toBe('"#1"')
  expect(safeCell('plain')).toBe('plain')
})
