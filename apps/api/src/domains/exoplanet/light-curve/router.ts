import {
  InjectionAccepted,
  InjectionOptions,
  InjectionQuery,
  InjectionReport,
} from '@vouch/contracts/domains/injection'
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
import { injectCurves } from './inject-curves.ts'
import { openInjections } from './open-injections.ts'
import { openCandidate } from './open-candidate.ts'
import { sampleCurve } from './sample-curve.ts'
import { MOST_CURVE_FILES, predictCurves, searchCurves } from './predict-curves.ts'

const tag = 'light curves'
const FILES = {
  file: 'light curves: FITS of Kepler or TESS, of one star or several; or one table (CSV, Parquet) with time and flux',
}
const ONE_STAR = {
  file: 'light curves of one star: FITS of Kepler or TESS, or a table with time and flux; without any, noise is simulated',
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
  inject: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/injections',
        summary:
          'Put transits into a star’s light curve one at a time, and see which are found and called; it is worked on as a job',
        tag,
        status: 202,
        form: InjectionOptions,
        files: ONE_STAR,
        fileless: true,
        many,
        errors: ['not_found', 'too_large'],
      },
    })
    .input(manyFilesForm(InjectionOptions, 'file', { least: 0 }))
    .output(InjectionAccepted)
    .mutation(({ ctx, input: { files, options } }) => {
      const { services, newId, caller } = ctx
      return injectCurves({ services, newId, accountId: caller.accountId }, files, options)
    }),
  injections: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/injections/{id}',
        summary: 'How many of the injected transits were found and called, over period and radius',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(InjectionQuery)
    .output(InjectionReport)
    .query(({ ctx, input }) => openInjections(ctx, input.id)),
})
