/**
 * A value of JSON as its text, however deep it is nested: the engine's own gives up where its stack ends. What a database's
 * cell may hold and JSON has not, is written so that it is not lost: bytes as `{"base64": …}`, an infinite number as a text.
 */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value, asJson) ?? 'null'
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return writeDeep(value)
  }
}

function asJson(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

/** What is still to be written: a value, or a text between two. */
type Part = { readonly value: unknown } | string

function writeDeep(value: unknown): string {
  const written: string[] = []
  const open: Part[] = [{ value }]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part === 'string') written.push(part)
    else if (typeof part.value !== 'object' || part.value === null || part.value instanceof Uint8Array)
      written.push(JSON.stringify(part.value, asJson) ?? 'null')
    else open.push(...partsOf(part.value).toReversed())
  }
  return written.join('')
}

function partsOf(value: object): Part[] {
  if (Array.isArray(value)) return ['[', ...separated(value.map((entry: unknown) => [{ value: entry }])), ']']
  const entries = Object.entries(value).map(([name, entry]): Part[] => [`${JSON.stringify(name)}:`, { value: entry }])
  return ['{', ...separated(entries), '}']
}

function separated(entries: readonly (readonly Part[])[]): Part[] {
  return entries.flatMap((entry, at) => (at === 0 ? entry : [',', ...entry]))
}
