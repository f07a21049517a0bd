/**
 * What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"), and the full-width forms that some
 * input methods turn into it. An apostrophe before it is doubled, so that reading back is exact.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u
/** A signed number begins like a formula and is none. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
/** Delimiters of any dialect, line breaks, quotes, spaces that trimming would take, and what begins a comment. */
const QUOTED = /[",;\t\r\n]|^[\s#]|\s$/

/**
 * One cell of a CSV file, quoted after RFC 4180 where it must be. A text that a spreadsheet would run as a formula gets a
 * `'` in front, which spreadsheets do not show; numbers, and texts that are one, stay as they are. What is missing, and a
 * number that is not finite, is empty. A NUL, which no CSV may hold, becomes U+FFFD.
 */
export function safeCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'boolean') return String(value)
  const text = value.replaceAll('\0', '\uFFFD')
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The text that `safeCell` was given: the `'` that it put before a formula is taken away again. */
export function unsafeText(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
}
