/** What no database keeps in a text: NUL, and halves of characters; as JSON writes them. */
const UNKEPT_IN_JSON = /\\u(0000|d[89a-f])/i
const UNKEPT = /\0|\p{Surrogate}/gu

/** Rows as the one parameter that a statement takes them from; without what it could not keep. */
export function toRowsJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows)
  if (!UNKEPT_IN_JSON.test(json)) return json
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(UNKEPT, '�') : value,
  )
}
