import type { DomainId } from '@vouch/contracts/domain'
import { outcome, review } from '../db/schema/reviews.ts'
import { createId } from '../id.ts'
import type { TestServer } from './start-test-server.ts'

/** A call, and what came of it or was said of it. */
export interface JudgedRow {
  readonly predictionId: string
  readonly row: number
  readonly label: string
  readonly inclusion?: number | null
  readonly subject?: string | null
}

export interface Judged {
  readonly domain: DomainId
  readonly accountId: string
  readonly rows: readonly JudgedRow[]
}

/** What every event copies of its call; the figures of the call play no part where only the label is asked for. */
function callOf({ domain, accountId }: Judged, { predictionId, row, inclusion = null, subject = null }: JudgedRow) {
  return {
    predictionId,
    row,
    domain,
    subject,
    accountId,
    modelId: domain === 'heart' ? 'heart-risk' : 'koi',
    modelVersion: '1.2.3',
    probability: 0.6,
    abstained: false,
    threshold: 0.5,
    slice: inclusion === null ? null : ('random' as const),
    inclusion,
  }
}

/** Outcomes as they would be recorded, straight into their table. */
export async function recordOutcomes(
  { services }: Pick<TestServer, 'services'>,
  { observedOn = '2026-10-01', corrects = null, ...judged }: Judged & { observedOn?: string; corrects?: string | null },
): Promise<string[]> {
  const made = judged.rows.map((one) => ({
    id: createId('out', Date.now()),
    ...callOf(judged, one),
    label: one.label,
    call: one.label,
    source: 'other' as const,
    detail: '',
    observedOn,
    corrects,
  }))
  await services.database.sql.insert(outcome).values(made)
  return made.map(({ id }) => id)
}

/** Verdicts of one expert, who had seen nothing; or the last word on a dispute. */
export async function recordVerdicts(
  { services }: Pick<TestServer, 'services'>,
  { kind, ...judged }: Judged & { readonly kind: 'review' | 'adjudication' },
): Promise<void> {
  await services.database.sql.insert(review).values(
    judged.rows.map((one) => ({
      id: createId('rev', Date.now()),
      ...callOf(judged, one),
      kind,
      verdict: 'correct' as const,
      said: one.label,
      label: one.label,
      reasons: [],
      note: '',
      shown: kind === 'review' ? ('nothing' as const) : ('reasons' as const),
    })),
  )
}
