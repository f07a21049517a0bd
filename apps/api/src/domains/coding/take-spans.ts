import { FIRST_DEAD_LETTERS, type OtlpAnswer, type OtlpTraces } from '@vouch/contracts/domains/coding'
import { priceSession } from '@vouch/core/domains/coding/price-session'
import { readOtlp } from '@vouch/core/domains/coding/read-otlp'
import type { Context } from '../../trpc.ts'
import { sha256 } from './coding-items.ts'
import { keep, noCounts, noteIngest } from './ingest.ts'
import { toSessionRows } from './session-rows.ts'
import { mustSeeAll } from './visibility.ts'

/**
 * Takes in the calls of models among some spans. A span that cannot be read is rejected as the protocol has it, and stands among the
 * dead letters: whoever sends it would not send it again.
 */
export async function takeSpans(ctx: Context, request: OtlpTraces): Promise<OtlpAnswer> {
  await mustSeeAll(ctx)
  const id = ctx.newId('ing')
  const counts = noCounts()
  const { sessions, dead, spans } = readOtlp(request, sha256)
  const { services } = ctx
  await keep(
    services.database.sql,
    { sessions: toSessionRows(sessions.map(priceSession)), pullRequests: [], commits: [] },
    { id, counts },
  )
  services.codingFeed.nudge()
  if (dead.length === 0) return {}
  const letters = await services.files.prepareBytes(
    Buffer.from(dead.map((letter) => `${JSON.stringify(letter)}\n`).join('')),
  )
  const first = dead.slice(0, FIRST_DEAD_LETTERS).map(({ line, reason }) => ({ line, reason }))
  await noteIngest(
    ctx,
    {
      ingest_id: id,
      kind: 'otlp',
      name: 'traces',
      sha256: null,
      entries: spans,
      ...counts,
      dead_letters: dead.length,
      first_dead_letters: first,
      simulated: 0,
      unpriced_models: [],
      created_at: new Date().toISOString(),
    },
    letters,
  )
  return { partialSuccess: { rejectedSpans: dead.length, errorMessage: first[0]?.reason ?? '' } }
}
