import { endOfText } from './scan-keys.ts'

/**
 * The entries of a JSON list, each as it is written: read and written again, a long number would be another and a name that
 * stands twice would be there once. What is no list is its one entry. The text must be JSON.
 */
export function entryTexts(text: string): string[] {
  const whole = text.trim()
  if (!whole.startsWith('[')) return [whole]
  const entries: string[] = []
  let [depth, start] = [0, 1]
  for (let at = 0; at < whole.length; at++) {
    const letter = whole[at]
    if (letter === '"') at = endOfText(whole, at) - 1
    else if (letter === '[' || letter === '{') depth++
    else if (letter === ']' || letter === '}') depth--
    const ends = (letter === ',' && depth === 1) || (letter === ']' && depth === 0)
    if (!ends) continue
    const entry = whole.slice(start, at).trim()
    if (entry !== '') entries.push(entry)
    start = at + 1
  }
  return entries
}
