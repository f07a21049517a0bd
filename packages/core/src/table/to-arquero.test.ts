import { expect, test } from 'vitest'
import { toArquero } from './to-arquero.ts'

test('columns are shared, not copied, under their own names', () => {
  const period = Float64Array.of(1, Number.NaN)
  const table = toArquero({ columns: [period, ['a', null]] }, ['period', 'id'])
  expect(table.columnNames()).toEqual(['period', 'id'])
  expect(table.column('period')).toBe(period)
  expect(table.numRows()).toBe(2)
})

test('__proto__ is a column like others', () => {
  const table = toArquero({ columns: [['x'], Float64Array.of(1)] }, ['__proto__', 'constructor'])
  expect(table.columnNames()).toEqual(['__proto__', 'constructor'])
  expect(table.get('__proto__', 0)).toBe('x')
  expect(table.get('constructor', 0)).toBe(1)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('names that repeat or do not match the columns are refused', () => {
  expect(() => toArquero({ columns: [['x'], ['y']] }, ['a', 'a'])).toThrow(RangeError)
  expect(() => toArquero({ columns: [['x']] }, [])).toThrow(RangeError)
})
