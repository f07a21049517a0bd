import { Job, JobListQuery, JobPage, JobQuery, JobWatchInput } from '@vouch/contracts/job'
import type { TrackedEnvelope } from '@trpc/server'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { findVisible } from './find-visible.ts'
import { toJob } from './job-record.ts'
import { watchJob } from './watch-job.ts'

const tag = 'jobs'

export const jobRouter = router({
  list: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/jobs', summary: 'One’s own jobs, the newest first', tag },
    })
    .input(JobListQuery)
    .output(JobPage)
    .query(async ({ ctx, input }) => {
      const { accountId } = ctx.caller
      if (accountId === null) throw new VouchError('unauthorized', 'This needs an account: log in first.')
      const query = { accountId, before: input.cursor ?? null, state: input.state ?? null, limit: input.limit }
      const records = await ctx.services.jobs.list(query)
      return {
        jobs: records.map(toJob),
        next_cursor: records.length === input.limit ? (records.at(-1)?.id ?? null) : null,
      }
    }),
  get: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/jobs/{id}', summary: 'How far a job is', tag, errors: ['not_found'] },
    })
    .input(JobQuery)
    .output(Job)
    .query(async ({ ctx, input }) => toJob(await findVisible(ctx.services, ctx.caller, input.id))),
  cancel: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'DELETE',
        path: '/api/jobs/{id}',
        summary: 'Cancel a job; one that is over stays as it is',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(JobQuery)
    .output(Job)
    .mutation(async ({ ctx, input }) => {
      await findVisible(ctx.services, ctx.caller, input.id)
      const cancelled = await ctx.services.jobs.cancel(input.id)
      const record = cancelled ?? (await findVisible(ctx.services, ctx.caller, input.id))
      if (record.state === 'cancelled') return toJob(record)
      throw new VouchError('conflict', `The job is over: it has ${record.state}.`)
    }),
  watch: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/jobs/{id}/events',
        summary: 'Every change of a job as it happens (server-sent events), until its last',
        tag,
        errors: ['not_found', 'too_many'],
      },
    })
    .input(JobWatchInput)
    .output(z.custom<AsyncIterable<TrackedEnvelope<Job>>>())
    .subscription(async ({ ctx, input, signal }) => {
      const { id } = await findVisible(ctx.services, ctx.caller, input.id)
      return watchJob(ctx, { id, lastEventId: input.lastEventId, signal })
    }),
})
