/** What a cell may say, in any case, when it holds no value. */
const WORDS = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-', '--', '?', '\\n'])
const LONGEST_WORD = 4

/** Whether a trimmed cell says that there is no value. */
export function isMissingWord(text: string): boolean {
  return text.length <= LONGEST_WORD && WORDS.has(text.toLowerCase())
}
