/** What a schema found wrong, as zod tells it; which fields are there goes by `code`. */
export interface SchemaIssue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly expected?: string | undefined
  readonly origin?: string | undefined
  readonly minimum?: number | bigint | undefined
  readonly maximum?: number | bigint | undefined
  readonly inclusive?: boolean | undefined
  readonly values?: readonly unknown[] | undefined
  readonly keys?: readonly string[] | undefined
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object of names and values',
  record: 'an object of names and values',
}

/**
 * A fault in words for whoever wrote the value, to be read after the field's name.
 * @param value where the issue is; undefined: it was not given
 */
export function describeIssue(issue: SchemaIssue, value: unknown): string {
  const { code, expected, origin, minimum, maximum, inclusive, values, keys, message } = issue
  switch (code) {
    case 'invalid_type': {
      const kind = KINDS[expected ?? ''] ?? expected ?? 'another value'
      return value === undefined ? `is needed: ${kind}` : `must be ${kind}`
    }
    case 'invalid_value':
      return `must be one of ${(values ?? []).join(', ')}`
    case 'too_small':
      if (origin === 'string') return minimum === 1 ? 'must not be empty' : `needs ${minimum} characters or more`
      if (origin === 'array') return minimum === 1 ? 'needs at least one value' : `needs ${minimum} values or more`
      return inclusive === false ? `must be above ${minimum}` : `must be ${minimum} or more`
    case 'too_big':
      if (origin === 'string') return `must have ${maximum} characters at most`
      if (origin === 'array') return `must have ${maximum} values at most`
      return inclusive === false ? `must be below ${maximum}` : `must be ${maximum} or less`
    case 'unrecognized_keys':
      return `does not take ${(keys ?? []).join(', ')}`
    case undefined:
    default:
      return message
  }
}

/** What stands at a path of a value; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    return Reflect.get(at, key)
  }, value)
}
