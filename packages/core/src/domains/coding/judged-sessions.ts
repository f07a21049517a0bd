import type { CodingSession, SuggestionOutcome } from '@vouch/contracts/domains/coding'
import type { JudgedCall } from '../../measure/judged-call.ts'

/** What an assistant’s suggestion is called, and turns out to be. */
export const USEFUL = 'USEFUL'
export const NOT_USEFUL = 'NOT USEFUL'

/** A session with what became of it. */
export interface FollowedSession extends Pick<
  CodingSession,
  'id' | 'session_id' | 'developer_id' | 'timestamp' | 'model' | 'accepted_flag' | 'confidence' | 'repo_slug'
> {
  readonly outcome: SuggestionOutcome | null
}

/** Null: time has not shown it. */
const SHOWN: Readonly<Record<SuggestionOutcome, string | null>> = {
  merged: USEFUL,
  reworked: NOT_USEFUL,
  reverted: NOT_USEFUL,
  closed: NOT_USEFUL,
  open: null,
}

/** Of whom or what no name is given. */
const NOT_NAMED = 'not named'

/**
 * Sessions as calls that were judged. An assistant offers what it takes to be useful: that is its call, and the developer who
 * accepts or rejects it, having seen it, is the expert. Nobody chooses which suggestions are decided on, each that was is here: they
 * count as drawn by chance (`estimateFrom`). What one developer does is not independent of what he does else; where none is named,
 * the calls of a conversation are taken together. A model’s name is its version: what stands behind the last space is empty.
 */
export function judgedSessions(sessions: readonly FollowedSession[]): JudgedCall[] {
  return sessions.map((session) => {
    const { developer_id: developer, model, repo_slug: repository, accepted_flag: accepted, outcome } = session
    const at = Date.parse(session.timestamp)
    return {
      item: session.id,
      group: developer ?? `conversation ${session.session_id}`,
      version: `${model ?? NOT_NAMED} `,
      slice: 'random',
      inclusion: null,
      at,
      subgroup: {
        ...(repository === null ? {} : { repository }),
        ...(model === null ? {} : { model }),
      },
      call: USEFUL,
      probability: session.confidence,
      outcome: outcome === null ? null : SHOWN[outcome],
      verdicts:
        accepted === null
          ? []
          : [
              {
                expert: developer ?? NOT_NAMED,
                shown: 'call',
                at,
                label: accepted ? USEFUL : NOT_USEFUL,
                agrees: accepted,
              },
            ],
    }
  })
}
