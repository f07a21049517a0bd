import { MeasureOutput, MeasureQuery } from '@vouch/contracts/measure'
import { VouchError } from '@vouch/core/error'
import { isExpert } from '../account/caller.ts'
import { procedure, router } from '../trpc.ts'
import { measureDomain } from './measure-domain.ts'

export const measureRouter = router({
  get: procedure
    .meta({
      access: 'expert',
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
    .query(({ ctx, input }) => {
      if (!isExpert(ctx.caller, input.domain))
        throw new VouchError('forbidden', 'This is for an expert of that domain, and for admins.')
      return measureDomain(ctx, input)
    }),
})
