import {
  CallPage,
  Catalogue,
  Evidence,
  PredictInput,
  PredictOutput,
  PredictTableOutput,
} from '@vouch/contracts/domains/exoplanet'
import { PageQuery } from '@vouch/contracts/page'
import { EvidenceQuery, Sample, SubmitOptions } from '@vouch/contracts/submission'
import { z } from 'zod'
import { fromAnswer, fromOutcome } from '../../prediction/answer.ts'
import { explainCall, onlyOf, pageCalls } from '../../prediction/page-calls.ts'
import { predictFile, predictRows, type Subjects } from '../../prediction/predict.ts'
import { sampleTable } from '../../prediction/sample.ts'
import { tableForm } from '../../rest/table-form.ts'
import { type Context, procedure, router } from '../../trpc.ts'
import { exoplanetCalls } from './calls.ts'
import { describeCatalogue, fetchCatalogue, findContext, withCatalogueFile } from './catalogue.ts'
import { exoplanet } from './domain.ts'

const tag = 'exoplanet'
const PREDICT_ERRORS = ['not_found', 'unsupported_media', 'too_large'] as const

export const exoplanetRouter = router({
  predict: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/exoplanet/predict',
        summary: 'Call rows given as JSON',
        tag,
        errors: PREDICT_ERRORS,
      },
    })
    .input(PredictInput)
    .output(fromAnswer(PredictOutput))
    .mutation(({ ctx, input: { rows, ...options } }) =>
      predictRows(ctx.services, rows, { domain: exoplanet, findContext, options, ...senderOf(ctx) }),
    ),
  predictTable: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/exoplanet/predict-table',
        summary: 'Call every row of a table',
        tag,
        later: true,
        form: SubmitOptions,
        errors: PREDICT_ERRORS,
      },
    })
    .input(tableForm(SubmitOptions))
    .output(fromOutcome(PredictTableOutput))
    .mutation(({ ctx, input: { file, options } }) =>
      predictFile(ctx.services, file, { domain: exoplanet, findContext, options, ...senderOf(ctx) }),
    ),
  predictCatalogue: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/exoplanet/catalogue/predict',
        summary: 'Call every row of the archive’s table kept here',
        tag,
        later: true,
        errors: PREDICT_ERRORS,
      },
    })
    .input(SubmitOptions)
    .output(fromOutcome(PredictTableOutput))
    .mutation(({ ctx, input: options }) =>
      withCatalogueFile(ctx.services, (file) =>
        predictFile(ctx.services, file, { domain: exoplanet, findContext, options, ...senderOf(ctx) }),
      ),
    ),
  sample: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/exoplanet/sample', summary: 'A simulated table to try with', tag },
    })
    .output(Sample)
    .query(({ ctx }) => sampleTable(ctx.services, exoplanet)),
  catalogue: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/exoplanet/catalogue', summary: 'The archive’s table kept here', tag },
    })
    .output(Catalogue)
    .query(({ ctx }) => describeCatalogue(ctx.services)),
  fetchCatalogue: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/exoplanet/catalogue/fetch',
        summary: 'Fetch the archive’s table as it is now',
        tag,
        errors: ['upstream'],
      },
    })
    .output(Catalogue)
    .mutation(({ ctx }) => fetchCatalogue(ctx.services)),
  calls: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/exoplanet/predictions/{id}/calls',
        summary: 'A page of a prediction’s calls of transit signals',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(CallPage)
    .query(({ ctx, input }) => pageCalls(ctx, input, onlyOf(exoplanetCalls))),
  evidence: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/exoplanet/predictions/{id}/calls/{row}',
        summary: 'One call of a transit signal and its evidence',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(EvidenceQuery)
    .output(Evidence)
    .query(({ ctx, input }) => explainCall(ctx, input, onlyOf(exoplanetCalls))),
})

/** Whose a submission is, the caller's account's or nobody's, and where its ids come from. */
function senderOf({ caller: { accountId }, newId }: Context): Pick<Subjects, 'accountId' | 'newId'> {
  return { accountId, newId }
}
