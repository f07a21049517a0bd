import { Comparison, ComparisonQuery } from '@vouch/contracts/comparison'
import { ConfigCheck, ConfigCheckInput } from '@vouch/contracts/learner'
import type { Job } from '@vouch/contracts/job'
import { PageQuery } from '@vouch/contracts/page'
import { Leaderboard, LeaderboardQuery } from '@vouch/contracts/promotion'
import {
  TrainedModelList,
  TrainingAccepted,
  TrainingCalls,
  TrainingCleaned,
  TrainingCleanup,
  TrainingDeleted,
  TrainingExplanation,
  TrainingList,
  TrainingProgress,
  TrainingRef,
  TrainingSession,
  TrainingVisualization,
} from '@vouch/contracts/training'
import type { TrackedEnvelope } from '@trpc/server'
import { z } from 'zod'
import { watchJob } from '../job/watch-job.ts'
import { procedure, router } from '../trpc.ts'
import { compareTrained } from './compare-trained.ts'
import { makeLeaderboard } from './leaderboard.ts'
import { checkConfig, reproduceTraining, startTraining } from './start-training.ts'
import {
  cancelTraining,
  cleanUp,
  deleteOwn,
  explainTraining,
  openTraining,
  pageTrainingCalls,
  pageTrainedModels,
  pageTrainings,
  stopTraining,
  toProgress,
  toSession,
  visualize,
} from './trainings.ts'

const tag = 'training'

export const trainingRouter = router({
  checkConfig: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/validate-config',
        summary: 'Everything that is wrong with a training’s configuration, at once',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(ConfigCheckInput)
    .output(ConfigCheck)
    .mutation(({ ctx, input }) => checkConfig(ctx, input)),
  start: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/training/start',
        summary: 'Train a model; it is worked on as a job',
        tag,
        status: 202,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(ConfigCheckInput)
    .output(TrainingAccepted)
    .mutation(({ ctx, input }) => startTraining(ctx, input)),
  progress: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/training/progress/{id}',
        summary: 'How far a training is',
        tag,
        errors: ['not_found'],
      },
    })
    .input(TrainingRef)
    .output(TrainingProgress)
    .query(async ({ ctx, input }) => toProgress(await openTraining(ctx.services, ctx.caller, input.id))),
  get: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/training/status/{id}',
        summary: 'A training: what was asked for, how far it is, what it found',
        tag,
        errors: ['not_found'],
      },
    })
    .input(TrainingRef)
    .output(TrainingSession)
    .query(async ({ ctx, input }) => toSession(await openTraining(ctx.services, ctx.caller, input.id))),
  watch: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/training/events/{id}',
        summary: 'Every change of a training as it happens (server-sent events), until its last',
        tag,
        errors: ['not_found', 'too_many'],
      },
    })
    .input(TrainingRef.extend({ lastEventId: z.string().max(20).nullish() }))
    .output(z.custom<AsyncIterable<TrackedEnvelope<Job>>>())
    .subscription(async ({ ctx, input, signal }) => {
      const { row } = await openTraining(ctx.services, ctx.caller, input.id)
      return watchJob(ctx, { id: row.jobId, lastEventId: input.lastEventId, signal })
    }),
  cancel: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/training/cancel/{id}',
        summary: 'Stop a training and keep nothing of it',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(TrainingRef)
    .output(TrainingProgress)
    .mutation(({ ctx, input }) => cancelTraining(ctx.services, ctx.caller, input.id)),
  stop: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/training/stop/{id}',
        summary: 'Have a training take no more rounds, and keep the best so far',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(TrainingRef)
    .output(TrainingProgress)
    .mutation(({ ctx, input }) => stopTraining(ctx.services, ctx.caller, input.id)),
  reproduce: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/training/reproduce/{id}',
        summary: 'Do a training again, to see whether it makes the same model',
        tag,
        status: 202,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(TrainingRef)
    .output(TrainingAccepted)
    .mutation(({ ctx, input }) => reproduceTraining(ctx, input.id)),
  leaderboard: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/leaderboard',
        summary: 'One’s own models of a data set, each tested against the one that answers, or else the best',
        tag,
      },
    })
    .input(LeaderboardQuery)
    .output(Leaderboard)
    .query(({ ctx, input }) => makeLeaderboard(ctx, input.dataset_id)),
  compare: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/training/compare/{id}',
        summary: 'Two models side by side, on every row that both judged without having been trained on it',
        tag,
        errors: ['not_found', 'conflict', 'unavailable'],
      },
    })
    .input(ComparisonQuery)
    .output(Comparison)
    .query(({ ctx, input }) => compareTrained(ctx, input)),
  list: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/training/sessions', summary: 'One’s own trainings, the newest first', tag },
    })
    .input(PageQuery)
    .output(TrainingList)
    .query(({ ctx, input }) => pageTrainings(ctx, input)),
  cleanUp: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/training/cleanup',
        summary: 'Forget one’s own trainings that made nothing; one that runs is never touched',
        tag,
      },
    })
    .input(TrainingCleanup)
    .output(TrainingCleaned)
    .mutation(({ ctx, input }) => cleanUp(ctx, input.max_age_hours)),
  delete: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'DELETE',
        path: '/api/training/sessions/{id}',
        summary: 'Delete a training with its model, its calls and its figures',
        tag,
        errors: ['not_found', 'forbidden', 'conflict'],
      },
    })
    .input(TrainingRef)
    .output(TrainingDeleted)
    .mutation(({ ctx, input }) => deleteOwn(ctx, input.id)),
  models: procedure
    .meta({
      access: 'account',
      rest: { method: 'GET', path: '/api/trained-models', summary: 'One’s own trained models, the newest first', tag },
    })
    .input(PageQuery)
    .output(TrainedModelList)
    .query(({ ctx, input }) => pageTrainedModels(ctx, input)),
  calls: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/training/calls/{id}',
        forIds: { path: '/api/predictions/{id}', prefix: 'trn_' },
        summary: 'A page of a training’s out-of-fold and test calls; `/api/predictions/{id}` gives them too',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(TrainingRef.extend(PageQuery.shape))
    .output(TrainingCalls)
    .query(({ ctx, input }) => pageTrainingCalls(ctx.services, ctx.caller, input)),
  explain: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/explain/{id}',
        summary: 'What a trained model goes by: what it loses when a feature is shuffled',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(TrainingRef)
    .output(TrainingExplanation)
    .query(({ ctx, input }) => explainTraining(ctx.services, ctx.caller, input.id)),
  visualize: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/visualization/{id}',
        summary: 'A training’s curves, importance and confusion: data for plots',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(TrainingRef)
    .output(TrainingVisualization)
    .query(({ ctx, input }) => visualize(ctx.services, ctx.caller, input.id)),
})
