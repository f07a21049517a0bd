import { MeasureOutput, MeasureQuery } from '@vouch/contracts/measure'
import { procedure, router } from '../trpc.ts'
import { measureDomain } from './measure-domain.ts'

export const measureRouter = router({
  get: procedure
    .meta({
      // an expert of the field, and whoever has coding sessions on a machine of his own: each field says whom it admits
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/measures',
        summary: 'A domain’s calls, verdicts and outcomes, measured against each other',
        tag: 'reviews',
        errors: ['forbidden'],
      },
    })
    .input(MeasureQuery)
    .output(MeasureOutput)
    .query(({ ctx, input }) => measureDomain(ctx, input)),
})
