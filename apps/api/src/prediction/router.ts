import { Explanation, ExplainPredictionInput } from '@vouch/contracts/explanation'
import { PageQuery } from '@vouch/contracts/page'
import { PredictionDeleted, PredictionListQuery, PredictionPage, PredictionSummary } from '@vouch/contracts/prediction'
import { EvidenceQuery } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import { isAdmin } from '../account/caller.ts'
import { appendAudit } from '../audit/audit.ts'
import { AnyCallPage, AnyEvidence, AnyReceipt, CALLS } from '../domains/calls.ts'
import { type Context, procedure, router } from '../trpc.ts'
import { explainPrediction } from './explain-prediction.ts'
import { explainCall, pageCalls } from './page-calls.ts'
import { noteShown } from '../review/sights.ts'
import { openPrediction } from './open-prediction.ts'
import { deleteSubmissions, type ListedSubmission, listSubmissions } from './store.ts'

const tag = 'predictions'
const ById = z.object({ id: z.string() })

export const predictionRouter = router({
  get: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/predictions/{id}',
        summary: 'A prediction without its calls',
        tag,
        errors: ['not_found'],
      },
    })
    .input(ById)
    .output(AnyReceipt)
    .query(({ ctx, input }) => get(ctx, input.id)),
  calls: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/predictions/{id}/calls',
        summary: 'A page of a prediction’s calls, whatever its domain',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(AnyCallPage)
    .query(async ({ ctx, input }) => AnyCallPage.parse(await pageCalls(ctx, input, (domain) => CALLS[domain]))),
  evidence: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/predictions/{id}/calls/{row}',
        summary: 'One call and its evidence, whatever its domain',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(EvidenceQuery)
    .output(AnyEvidence)
    .query(async ({ ctx, input }) => AnyEvidence.parse(await explainCall(ctx, input, (domain) => CALLS[domain]))),
  explain: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/explain-prediction',
        summary: 'What each input adds to the output for a row or a call, or would if values were others',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(ExplainPredictionInput)
    .output(Explanation)
    .query(({ ctx, input }) => explainPrediction(ctx, input)),
  list: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/predictions', summary: 'One’s own predictions, the newest first', tag },
    })
    .input(PredictionListQuery)
    .output(PredictionPage)
    .query(({ ctx, input }) => list(ctx, input)),
  delete: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'DELETE',
        path: '/api/predictions/{id}',
        summary: 'Delete a prediction, its calls and its upload',
        tag,
        errors: ['not_found', 'forbidden'],
      },
    })
    .input(ById)
    .output(PredictionDeleted)
    .mutation(({ ctx, input }) => remove(ctx, input.id)),
})

/** The counts tell of each call, so that who has a call of it to judge blind is not given them. */
async function get(ctx: Context, id: string): Promise<z.output<typeof AnyReceipt>> {
  const { services, caller } = ctx
  const found = await openPrediction(ctx, id)
  const what = { rows: 'all', shown: 'call' } as const
  const blind = (await noteShown(services.database.sql, caller.accountId, found, what)).size > 0
  return AnyReceipt.parse({ ...found.receipt, ...(blind ? { summary: null } : {}), blind })
}

async function list({ services, caller }: Context, query: PredictionListQuery): Promise<PredictionPage> {
  const { accountId } = caller
  if (accountId === null) return { predictions: [], next_cursor: null }
  const rows = await listSubmissions(services.database.sql, accountId, { ...query, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  return {
    predictions: shown.map(toSummary),
    next_cursor: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** @throws VouchError `forbidden` for one that is nobody's: its id is known, and whoever knows it may read it only */
async function remove(ctx: Context, id: string): Promise<PredictionDeleted> {
  const { services, caller, requestId } = ctx
  const { database, files, audit } = services
  const found = await openPrediction(ctx, id)
  if (found.accountId !== caller.accountId && !isAdmin(caller))
    throw new VouchError('forbidden', 'This prediction is nobody’s: it goes by itself, or an admin deletes it.')
  const act = {
    ...audit.by(caller, requestId),
    action: 'prediction.delete',
    subject: found.id,
    outcome: 'done',
  } as const
  const hashes = await database.sql.transaction(async (tx) => {
    const freed = await deleteSubmissions(tx, [found.id])
    await appendAudit(tx, act)
    return freed
  })
  await files.release(hashes)
  return { prediction_id: found.id, deleted: true }
}

function toSummary(row: ListedSubmission): PredictionSummary {
  return PredictionSummary.parse({
    prediction_id: row.id,
    domain: row.domain,
    model_used: row.modelId,
    model_version: row.modelVersion,
    threshold: row.threshold,
    total_samples: row.rows,
    summary: row.summary,
    input_sha256: row.inputSha256,
    upload_name: row.uploadName,
    created_at: row.createdAt.toISOString(),
  })
}
