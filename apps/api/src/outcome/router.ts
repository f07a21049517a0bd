import { OutcomeInput, OutcomePage, OutcomeQuery, OutcomesMade } from '@vouch/contracts/outcome'
import { procedure, router } from '../trpc.ts'
import { pageOutcomes, recordOutcomes } from './record-outcomes.ts'

const tag = 'outcomes'

export const outcomeRouter = router({
  create: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/outcomes',
        summary: 'Note what calls came to in the end, from which source and when, or correct what was noted',
        tag,
        status: 201,
        errors: ['not_found', 'forbidden', 'conflict'],
      },
    })
    .input(OutcomeInput)
    .output(OutcomesMade)
    .mutation(({ ctx, input }) => recordOutcomes(ctx, input)),
  list: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'GET',
        path: '/api/outcomes',
        summary: 'Outcomes that one may read, the newest first: none of a call that one is to judge blind',
        tag,
      },
    })
    .input(OutcomeQuery)
    .output(OutcomePage)
    .query(({ ctx, input }) => pageOutcomes(ctx, input)),
})
