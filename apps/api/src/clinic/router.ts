import {
  AccuracyVsFeedback,
  ClinicPredictInput,
  ClinicPredictOutput,
  DataQuality,
  DaysQuery,
  DoctorFeedback,
  DoctorFeedbackInput,
  DoctorFeedbackPage,
  DoctorPerformance,
  FeedbackStats,
  ModelComparison,
  ModelState,
  PendingQuery,
  PendingReviews,
  RecommendationPage,
  TrainModelInput,
  TrainModelOutput,
  Trends,
} from '@vouch/contracts/clinic'
import { PageQuery } from '@vouch/contracts/page'
import { z } from 'zod'
import { parsePatientId } from '../patient/patient-id.ts'
import { modelState, trainModel } from './train.ts'
import { procedure, router } from '../trpc.ts'
import { accuracyVsFeedback, doctorPerformance, modelComparison, trends } from './analytics.ts'
import { dataQuality } from './data-quality.ts'
import { feedbackStats, giveFeedback, pageFeedback } from './feedback.ts'
import { recommend } from './recommend.ts'
import { pagePending, pageRecommendations } from './recommendations.ts'

const tag = 'clinic'
const analytics = (path: `/${string}`, summary: string) =>
  ({ access: 'account', rest: { method: 'GET', path, summary, tag, errors: ['forbidden'] } }) as const

const training = (path: `/${string}`, summary: string) =>
  ({
    access: 'account',
    rest: { method: 'POST', path, summary, tag, status: 202, errors: ['forbidden'] },
  }) as const

export const clinicRouter = router({
  predict: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/ml/predict',
        summary: 'Call a patient, with reasons. Not a medical device',
        tag,
        errors: ['not_found', 'unsupported_media'],
      },
    })
    .input(ClinicPredictInput)
    .output(ClinicPredictOutput)
    .mutation(({ ctx, input }) => recommend(ctx, input)),
  train: procedure
    .meta(training('/api/ml/train_model', 'Train a model on calls whose label has become known'))
    .input(TrainModelInput)
    .output(TrainModelOutput)
    .mutation(({ ctx, input }) => trainModel(ctx, input)),
  retrain: procedure
    .meta(training('/api/ml/retrain_model', 'The same, although nothing became known since'))
    .input(TrainModelInput)
    .output(TrainModelOutput)
    .mutation(({ ctx, input }) => trainModel(ctx, { ...input, force_retrain: true })),
  modelState: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/ml/model_status',
        summary: 'What answers in the clinic, how it was measured, and what could be learned since',
        tag,
      },
    })
    .output(ModelState)
    .query(({ ctx }) => modelState(ctx)),
  recommendations: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/patients/{id}/recommendations',
        summary: 'A patient’s calls, the newest first',
        tag,
        errors: ['not_found'],
      },
    })
    .input(PageQuery.extend({ id: z.string() }))
    .output(RecommendationPage)
    .query(({ ctx, input: { id, ...query } }) => pageRecommendations(ctx, parsePatientId(id), query)),
  giveFeedback: procedure
    .meta({
      access: 'account',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/feedback/doctor_feedback',
        summary: 'A doctor’s verdict on a call of a patient',
        tag,
        errors: ['not_found', 'forbidden', 'conflict'],
      },
    })
    .input(DoctorFeedbackInput)
    .output(DoctorFeedback)
    .mutation(({ ctx, input }) => giveFeedback(ctx, input)),
  feedback: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/feedback/doctor_feedback',
        summary: 'One’s own verdicts, the newest first; an admin sees all',
        tag,
        errors: ['forbidden'],
      },
    })
    .input(PageQuery)
    .output(DoctorFeedbackPage)
    .query(({ ctx, input }) => pageFeedback(ctx, input)),
  pending: procedure
    .meta(analytics('/api/feedback/pending_reviews', 'Calls of one’s patients that wait for a verdict'))
    .input(PendingQuery)
    .output(PendingReviews)
    .query(({ ctx, input }) => pagePending(ctx, input)),
  feedbackStats: procedure
    .meta(analytics('/api/feedback/feedback_stats', 'Counts of verdicts, and how often they say what the model says'))
    .input(DaysQuery)
    .output(FeedbackStats)
    .query(({ ctx, input }) => feedbackStats(ctx, input.days_back)),
  accuracyVsFeedback: procedure
    .meta(analytics('/api/analytics/accuracy_vs_feedback', 'Calls, verdicts and outcomes against each other'))
    .input(DaysQuery)
    .output(AccuracyVsFeedback)
    .query(({ ctx, input }) => accuracyVsFeedback(ctx, input.days_back)),
  trends: procedure
    .meta(analytics('/api/analytics/trends', 'Calls, agreement and accuracy over time'))
    .input(DaysQuery)
    .output(Trends)
    .query(({ ctx, input }) => trends(ctx, input.days_back)),
  doctorPerformance: procedure
    .meta(analytics('/api/analytics/doctor_performance', 'What doctors did, against outcomes; nobody is ranked'))
    .input(DaysQuery)
    .output(DoctorPerformance)
    .query(({ ctx, input }) => doctorPerformance(ctx, input.days_back)),
  modelComparison: procedure
    .meta(analytics('/api/analytics/model_comparison', 'Models and their versions against outcomes and verdicts'))
    .input(DaysQuery)
    .output(ModelComparison)
    .query(({ ctx, input }) => modelComparison(ctx, input.days_back)),
  dataQuality: procedure
    .meta(analytics('/api/analytics/data_quality', 'What is missing, out of range, or has moved'))
    .input(DaysQuery)
    .output(DataQuality)
    .query(({ ctx, input }) => dataQuality(ctx, input.days_back)),
})
