import {
  SampleLesion,
  SkinCallPage,
  SkinEvidence,
  SkinExplainInput,
  SkinExplanation,
  SkinOptions,
  SkinPredictOutput,
} from '@vouch/contracts/domains/skin'
import { PageQuery } from '@vouch/contracts/page'
import { EvidenceQuery } from '@vouch/contracts/submission'
import { z } from 'zod'
import { explainCall, onlyOf, pageCalls } from '../../prediction/page-calls.ts'
import { tableForm } from '../../rest/table-form.ts'
import { procedure, router } from '../../trpc.ts'
import { skinCalls } from './calls.ts'
import { explainPicture } from './explain-picture.ts'
import { predictPicture } from './predict-picture.ts'
import { sampleLesion } from './sample-lesion.ts'

const tag = 'skin'

export const skinRouter = router({
  predict: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/skin/predict',
        summary: 'Call the lesion of a dermoscopic picture, and show what the call rests on. Not a medical device',
        tag,
        form: SkinOptions,
        files: { file: 'a picture: JPEG, PNG or WebP, of up to 8 MB and 40 million pixels' },
        errors: ['not_found', 'unsupported_media', 'too_large'],
      },
    })
    .input(tableForm(SkinOptions))
    .output(SkinPredictOutput)
    .mutation(({ ctx, input: { file, options } }) => predictPicture(ctx, file, options)),
  sample: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/skin/sample', summary: 'A drawn lesion to try with', tag },
    })
    .output(SampleLesion)
    .query(() => sampleLesion()),
  calls: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/skin/predictions/{id}/calls',
        summary: 'The call of a picture that was kept',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(SkinCallPage)
    .query(({ ctx, input }) => pageCalls(ctx, input, onlyOf(skinCalls))),
  evidence: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/skin/predictions/{id}/calls/{row}',
        summary: 'The call of a picture that was kept, and what was said of it',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(EvidenceQuery)
    .output(SkinEvidence)
    .query(({ ctx, input }) => explainCall(ctx, input, onlyOf(skinCalls))),
  explain: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/skin/explain',
        summary: 'What of a kept picture speaks for a class',
        tag,
        errors: ['not_found', 'conflict', 'unsupported_media'],
      },
    })
    .input(SkinExplainInput)
    .output(SkinExplanation)
    .query(({ ctx, input }) => explainPicture(ctx, input)),
})
