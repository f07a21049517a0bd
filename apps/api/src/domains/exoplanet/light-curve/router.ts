import {
  CallQuery,
  CandidateCurve,
  CurveExplainInput,
  CurveExplanation,
  LightCurveOptions,
  LightCurvePredictOutput,
  SearchOptions,
  SearchOutput,
} from '@vouch/contracts/domains/light-curve'
import { Sample } from '@vouch/contracts/submission'
import { fromOutcome } from '../../../prediction/answer.ts'
import { manyFilesForm } from '../../../rest/table-form.ts'
import { procedure, router } from '../../../trpc.ts'
import { explainCurve } from './explain-curve.ts'
import { openCandidate } from './open-candidate.ts'
import { sampleCurve } from './sample-curve.ts'
import { MOST_CURVE_FILES, predictCurves, searchCurves } from './predict-curves.ts'

const tag = 'light curves'
const FILES = {
  file: 'light curves: FITS of Kepler or TESS, of one star or several; or one table (CSV, Parquet) with time and flux',
}
const many = { file: MOST_CURVE_FILES }

export const lightCurveRouter = router({
  sample: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/lightcurve/sample', summary: 'A simulated light curve to try with', tag },
    })
    .output(Sample)
    .query(() => sampleCurve()),
  predict: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/lightcurve/predict',
        summary: 'Call the signals of light curves: the one that is named, or those that a search finds',
        tag,
        form: LightCurveOptions,
        files: FILES,
        many,
        later: true,
        errors: ['not_found', 'unsupported_media', 'too_large'],
      },
    })
    .input(manyFilesForm(LightCurveOptions, 'file'))
    .output(fromOutcome(LightCurvePredictOutput))
    .mutation(({ ctx, input: { files, options } }) => {
      const sender = { accountId: ctx.caller.accountId, newId: ctx.newId }
      return predictCurves(ctx.services, files, { options, sender })
    }),
  search: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/lightcurve/search',
        summary: 'Look for transits in light curves, and call none of them',
        tag,
        form: SearchOptions,
        files: FILES,
        many,
        errors: ['too_large'],
      },
    })
    .input(manyFilesForm(SearchOptions, 'file'))
    .output(SearchOutput)
    .mutation(({ ctx, input: { files, options } }) => searchCurves(ctx.services, files, options)),
  candidate: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/lightcurve/predictions/{id}/calls/{row}',
        summary: 'A called signal as it stands in its star’s light',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(CallQuery)
    .output(CandidateCurve)
    .query(({ ctx, input }) => openCandidate(ctx, input)),
  explain: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/lightcurve/explain',
        summary: 'Where the network looked in a called signal’s light',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(CurveExplainInput)
    .output(CurveExplanation)
    .query(({ ctx, input }) => explainCurve(ctx, input)),
})
