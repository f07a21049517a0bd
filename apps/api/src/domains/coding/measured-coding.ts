import { judgedSessions, USEFUL } from '@vouch/core/domains/coding/judged-sessions'
import type { MeasuredField } from '../../measure/measured-field.ts'
import { drawDecided } from './judged-store.ts'
import { mustSeeAll, noteLook, visibilityOf } from './visibility.ts'

/** Enough for intervals narrower than anybody asks for, and some seconds of work. */
const MOST_SESSIONS = 50_000

/** Suggestions that developers accepted or rejected, as calls that experts judged. Their developers are named in no figure. */
export const measuredCoding: MeasuredField = {
  positive: USEFUL,
  admit: mustSeeAll,
  async load(ctx, { from, to, model, modelVersion }) {
    await noteLook(ctx, await visibilityOf(ctx), 'coding.measures', null)
    // a model's name is all of its version that sessions tell
    const most = modelVersion === undefined || modelVersion === '' ? MOST_SESSIONS : 0
    const { sessions, of } = await drawDecided(ctx.services.database.sql, { from, to, model, most })
    // what is known of outcomes came after the call, whenever it was taken in
    const calls = judgedSessions(sessions).map((call) => ({ ...call, knownBefore: false }))
    return { calls, drawn: { of, n: calls.length } }
  },
}
