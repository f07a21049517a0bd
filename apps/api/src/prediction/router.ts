import { Receipt } from '@vouch/contracts/domains/exoplanet'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

export const predictionRouter = router({
  get: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/api/predictions/{id}',
        summary: 'A prediction without its calls',
        tag: 'predictions',
        errors: ['not_found'],
      },
    })
    .input(z.object({ id: z.string() }))
    .output(Receipt)
    .query(async ({ ctx, input }) => Receipt.parse((await ctx.services.store.open(input.id)).receipt)),
})
