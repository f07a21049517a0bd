import { VouchError } from '@vouch/core/error'
import { z } from 'zod'

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/**
 * Texts of a query, a path or a form as the kinds their fields ask for. The field's own schema says which, and is not
 * changed: a text that is not of that kind stays a text, which the schema then refuses by name. Fields the schema does not
 * know are left out.
 * @throws VouchError `invalid` for a field that is given twice
 */
export function coerceTexts(schema: z.ZodObject, texts: Iterable<readonly [string, string]>): Record<string, unknown> {
  const fields = new Map(Object.entries(schema.shape))
  const values: Record<string, unknown> = Object.create(null)
  for (const [name, text] of texts) {
    const field = fields.get(name)
    if (field === undefined) continue
    if (name in values)
      throw new VouchError('invalid', `${name} is given more than once.`, [
        { field: name, message: 'given more than once' },
      ])
    values[name] = coerce(kindOf(field), text)
  }
  return values
}

function coerce(kind: 'number' | 'boolean' | 'text', text: string): unknown {
  if (kind === 'number' && NUMBER.test(text.trim())) return Number(text)
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** The kind of value under `optional`, `nullable` and `default`. */
function kindOf(schema: z.core.$ZodType): 'number' | 'boolean' | 'text' {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return kindOf(schema.unwrap())
  if (schema instanceof z.ZodNumber) return 'number'
  return schema instanceof z.ZodBoolean ? 'boolean' : 'text'
}
