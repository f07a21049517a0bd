const ADDRESS =
  /^(?:(?:https?|ssh|git):\/\/)?(?:[^@/\s]+@)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?[/:](?:repos\/)?([\w.-]+\/[\w.-]+?)(?:\.git)?(?:[/?#].*)?$/i

/** owner/name of a repository’s address on the web, for Git or for the REST interface; anything else is a name already. */
export function repoSlug(text: string): string {
  return ADDRESS.exec(text)?.[1] ?? text
}
