import {
  HeartCallPage,
  HeartEvidence,
  HeartPredictInput,
  HeartPredictOutput,
  HeartPredictTableOutput,
} from '@vouch/contracts/domains/heart'
import { PageQuery } from '@vouch/contracts/page'
import { EvidenceQuery, Sample, SubmitOptions } from '@vouch/contracts/submission'
import { z } from 'zod'
import { fromAnswer, fromOutcome } from '../../prediction/answer.ts'
import { explainCall, onlyOf, pageCalls } from '../../prediction/page-calls.ts'
import { predictFile, predictRows } from '../../prediction/predict.ts'
import { sampleTable } from '../../prediction/sample.ts'
import { tableForm } from '../../rest/table-form.ts'
import { procedure, router } from '../../trpc.ts'
import { heartCalls } from './calls.ts'
import { heart } from './domain.ts'
import { withCoding } from './with-coding.ts'

const tag = 'heart'
const PREDICT_ERRORS = ['not_found', 'unsupported_media', 'too_large'] as const
/** Nothing of a patient is held beside a catalogue. */
const findContext = () => Promise.resolve(null)

export const heartRouter = router({
  predict: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/heart/predict',
        summary: 'Call patients given as JSON. Not a medical device',
        tag,
        errors: PREDICT_ERRORS,
      },
    })
    .input(HeartPredictInput)
    .output(fromAnswer(HeartPredictOutput))
    .mutation(({ ctx: { services, caller, newId }, input: { rows, coding, ...options } }) =>
      predictRows(
        services,
        rows.map((row) => withCoding(row, coding)),
        { domain: heart, findContext, options, accountId: caller.accountId, newId },
      ),
    ),
  predictTable: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/heart/predict-table',
        summary: 'Call every row of a table of patients. Not a medical device',
        tag,
        later: true,
        form: SubmitOptions,
        errors: PREDICT_ERRORS,
      },
    })
    .input(tableForm(SubmitOptions))
    .output(fromOutcome(HeartPredictTableOutput))
    .mutation(({ ctx: { services, caller, newId }, input: { file, options } }) =>
      predictFile(services, file, { domain: heart, findContext, options, accountId: caller.accountId, newId }),
    ),
  sample: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/heart/sample', summary: 'Simulated patients to try with', tag },
    })
    .output(Sample)
    .query(({ ctx }) => sampleTable(ctx.services, heart)),
  calls: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/heart/predictions/{id}/calls',
        summary: 'A page of a prediction’s calls of patients',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(HeartCallPage)
    .query(({ ctx, input }) => pageCalls(ctx, input, onlyOf(heartCalls))),
  evidence: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/heart/predictions/{id}/calls/{row}',
        summary: 'One call of a patient and its evidence',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(EvidenceQuery)
    .output(HeartEvidence)
    .query(({ ctx, input }) => explainCall(ctx, input, onlyOf(heartCalls))),
})
