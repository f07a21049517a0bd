import { OutcomeInput, OutcomePage, OutcomeQuery, OutcomesMade } from '@vouch/contracts/outcome'
import { OutcomeTableInput, OutcomeTableOutput } from '@vouch/contracts/outcome-table'
import { procedure, router } from '../trpc.ts'
import { outcomesFromTable } from './from-table.ts'
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
  fromTable: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/outcomes/from-table',
        summary:
          'Note what a stored table, such as an archive’s, says of calls: matched by the names of their subjects',
        tag,
        errors: ['not_found', 'forbidden', 'conflict'],
      },
    })
    .input(OutcomeTableInput)
    .output(OutcomeTableOutput)
    .mutation(({ ctx, input }) => outcomesFromTable(ctx, input)),
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
