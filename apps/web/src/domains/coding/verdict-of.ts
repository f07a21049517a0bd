import type { CodingSession } from '@vouch/contracts/domains/coding'

/** What its developer made of it. */
export function verdictOf({ accepted_flag: accepted }: Pick<CodingSession, 'accepted_flag'>): string {
  return accepted === null ? 'not known' : accepted ? 'accepted' : 'rejected'
}
