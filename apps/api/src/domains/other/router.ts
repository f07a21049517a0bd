import { OtherCallPage, OtherEvidence } from '@vouch/contracts/domains/other'
import { PageQuery } from '@vouch/contracts/page'
import { EvidenceQuery } from '@vouch/contracts/submission'
import { z } from 'zod'
import { explainCall, onlyOf, pageCalls } from '../../prediction/page-calls.ts'
import { procedure, router } from '../../trpc.ts'
import { otherCalls } from './calls.ts'

const tag = 'other'

export const otherRouter = router({
  calls: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/other/predictions/{id}/calls',
        summary: 'A page of a prediction’s calls of a table of no known field',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(OtherCallPage)
    .query(({ ctx, input }) => pageCalls(ctx, input, onlyOf(otherCalls))),
  evidence: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/other/predictions/{id}/calls/{row}',
        summary: 'One call of such a table and its evidence',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(EvidenceQuery)
    .output(OtherEvidence)
    .query(({ ctx, input }) => explainCall(ctx, input, onlyOf(otherCalls))),
})
