const WORDS: Readonly<Record<string, string>> = {
  sessions: 'Sessions',
  accepted: 'Accepted',
  errors: 'Errors',
  tokens: 'Tokens',
  cost_usd: 'Cost in US dollars',
  commits: 'Commits',
  prs_opened: 'PRs opened',
  prs_merged: 'PRs merged',
}

/** What is counted day by day. */
export function seriesWords(name: string): string {
  return WORDS[name] ?? name
}
