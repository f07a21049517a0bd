/** What the engine says of a text that is not JSON, as the end of a sentence: with the letters around it, or without. */
export function jsonFault(error: unknown, { around }: { readonly around: boolean }): string {
  const message = error instanceof Error ? error.message.replace(/ is not valid JSON$/, '') : 'it cannot be read'
  const said = around ? message : (message.split(/, (?:\.\.\.)?"/, 1)[0] ?? '')
  return said.charAt(0).toLowerCase() + said.slice(1)
}
