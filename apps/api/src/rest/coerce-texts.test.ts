import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { coerceTexts } from './coerce-texts.ts'

const Schema = z.object({
  name: z.string(),
  limit: z.int().min(1).default(10),
  ratio: z.number().nullable().optional(),
  active: z.boolean().default(false),
  kind: z.enum(['a', 'b']).optional(),
})

describe('coerceTexts', () => {
  it('reads "false" as false, and numbers only where a number is asked for', () => {
    const values = coerceTexts(Schema, [
      ['active', 'false'],
      ['limit', '5'],
      ['ratio', '-1.5e2'],
      ['name', '007'],
      ['kind', 'a'],
    ])
    expect(Schema.parse(values)).toEqual({ active: false, limit: 5, ratio: -150, name: '007', kind: 'a' })
  })

  it.each([
    ['active', 'yes'],
    ['active', '1'],
    ['limit', 'abc'],
    ['limit', '1.5'],
    ['limit', '0x10'],
    ['ratio', 'NaN'],
    ['ratio', 'Infinity'],
    ['kind', 'c'],
    ['kind', ''],
    ['limit', ''],
    ['limit', '.'],
    ['limit', `${'1'.repeat(100_000)}x`],
    ['active', ''],
  ])('leaves %s=%s to the schema, which names the field', (field, text) => {
    const parsed = Schema.safeParse(
      coerceTexts(Schema, [
        ['name', 'x'],
        [field, text],
      ]),
    )
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([[field]])
  })

  it('refuses a field that is given twice', () => {
    expect(() =>
      coerceTexts(Schema, [
        ['limit', '1'],
        ['limit', '2'],
      ]),
    ).toThrow(/limit is given more than once/)
  })

  it('leaves out what the schema does not know, whatever it is called', () => {
    const values = coerceTexts(Schema, [
      ['name', 'x'],
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
    expect(Object.keys(values)).toEqual(['name'])
    expect(({} as Record<string, unknown>)['1']).toBeUndefined()
  })

  it('does not change the schema: JSON with a text for a number is still refused', () => {
    coerceTexts(Schema, [['limit', '5']])
    expect(Schema.safeParse({ name: 'x', limit: '5' }).success).toBe(false)
  })
})
