/**
 * The names of the first object of a JSON text that may be cut off anywhere: of the object itself, or of the first one in a
 * list. What stands deeper does not count, so a name in a prompt or in the text of a pull request is none.
 */
export function scanKeys(text: string): ReadonlySet<string> {
  const keys = new Set<string>()
  let depth = 0
  let level = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') {
      const end = endOfText(text, at)
      if (depth === level && /^\s*:/.test(text.slice(end, end + 40))) keys.add(text.slice(at + 1, end - 1))
      at = end - 1
    } else if (letter === '{' || letter === '[') {
      depth++
      if (level === 0 && letter === '{') level = depth
    } else if (letter === '}' || letter === ']') {
      if (depth === level && letter === '}') return keys
      depth--
    }
  }
  return keys
}

/** Just behind the quote that ends the text which begins at `start`. */
export function endOfText(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}
