import { PredictionId } from '@vouch/contracts/prediction'
import { createRoute, createRouter } from '@tanstack/react-router'
import { lazy } from 'react'
import { z } from 'zod'
import { LoginScreen } from './account/login-screen.tsx'
import { codingRoutes } from './domains/coding/coding-routes.tsx'
import { PredictScreen } from './prediction/predict-screen.tsx'
import { rootRoute } from './root-route.tsx'

// The screens with charts come when they are opened: the first screen does not wait for them.
const PredictionScreen = lazy(async () => ({
  default: (await import('./prediction/prediction-screen.tsx')).PredictionScreen,
}))
const ModelsScreen = lazy(async () => ({ default: (await import('./model/models-screen.tsx')).ModelsScreen }))
const ModelScreen = lazy(async () => ({ default: (await import('./model/model-screen.tsx')).ModelScreen }))
const RegisterScreen = lazy(async () => ({
  default: (await import('./account/register-screen.tsx')).RegisterScreen,
}))
const SetupScreen = lazy(async () => ({ default: (await import('./account/setup-screen.tsx')).SetupScreen }))
const AccountScreen = lazy(async () => ({ default: (await import('./account/account-screen.tsx')).AccountScreen }))
const AccountsScreen = lazy(async () => ({ default: (await import('./account/accounts-screen.tsx')).AccountsScreen }))
const PredictionsScreen = lazy(async () => ({
  default: (await import('./prediction/predictions-screen.tsx')).PredictionsScreen,
}))
const JobsScreen = lazy(async () => ({ default: (await import('./job/jobs-screen.tsx')).JobsScreen }))
const JobScreen = lazy(async () => ({ default: (await import('./job/job-screen.tsx')).JobScreen }))
const DatasetsScreen = lazy(async () => ({ default: (await import('./dataset/datasets-screen.tsx')).DatasetsScreen }))
const DatasetScreen = lazy(async () => ({ default: (await import('./dataset/dataset-screen.tsx')).DatasetScreen }))
const TrainingScreen = lazy(async () => ({ default: (await import('./training/training-screen.tsx')).TrainingScreen }))
const CompareScreen = lazy(async () => ({ default: (await import('./training/compare-screen.tsx')).CompareScreen }))
const ClinicScreen = lazy(async () => ({ default: (await import('./clinic/clinic-screen.tsx')).ClinicScreen }))
const PatientScreen = lazy(async () => ({ default: (await import('./clinic/patient-screen.tsx')).PatientScreen }))
const WorklistScreen = lazy(async () => ({ default: (await import('./clinic/worklist-screen.tsx')).WorklistScreen }))
const AnalyticsScreen = lazy(async () => ({
  default: (await import('./clinic/analytics-screen.tsx')).AnalyticsScreen,
}))
const RetrainingScreen = lazy(async () => ({
  default: (await import('./clinic/retraining-screen.tsx')).RetrainingScreen,
}))
const LightCurveScreen = lazy(async () => ({
  default: (await import('./domains/exoplanet/light-curve/light-curve-screen.tsx')).LightCurveScreen,
}))
const CallCurveScreen = lazy(async () => ({
  default: (await import('./domains/exoplanet/light-curve/call-curve-screen.tsx')).CallCurveScreen,
}))
const CompletenessScreen = lazy(async () => ({
  default: (await import('./domains/exoplanet/light-curve/completeness-screen.tsx')).CompletenessScreen,
}))
const CompletenessReportScreen = lazy(async () => ({
  default: (await import('./domains/exoplanet/light-curve/completeness-report-screen.tsx')).CompletenessReportScreen,
}))
const ReportScreen = lazy(async () => ({
  default: (await import('./domains/exoplanet/light-curve/report-screen.tsx')).ReportScreen,
}))
const SkinScreen = lazy(async () => ({ default: (await import('./domains/skin/skin-screen.tsx')).SkinScreen }))
const AuditScreen = lazy(async () => ({ default: (await import('./audit/audit-screen.tsx')).AuditScreen }))
const ReviewHomeScreen = lazy(async () => ({
  default: (await import('./review/review-home-screen.tsx')).ReviewHomeScreen,
}))
const ReviewScreen = lazy(async () => ({ default: (await import('./review/review-screen.tsx')).ReviewScreen }))
const DisagreementsScreen = lazy(async () => ({
  default: (await import('./review/disagreements-screen.tsx')).DisagreementsScreen,
}))
const PastReviewsScreen = lazy(async () => ({
  default: (await import('./review/past-reviews-screen.tsx')).PastReviewsScreen,
}))
const FiguresScreen = lazy(async () => ({ default: (await import('./review/figures-screen.tsx')).FiguresScreen }))
const PolicyScreen = lazy(async () => ({ default: (await import('./review/policy-screen.tsx')).PolicyScreen }))

/** What a result's address may carry: the threshold the reader set and the row whose evidence is open. */
const PredictionSearch = z.object({
  threshold: z.number().min(0).max(1).optional().catch(undefined),
  row: z.int().min(0).optional().catch(undefined),
})

/** Models that another is compared with, by commas. */
const CompareSearch = z.object({ with: z.string().max(400).optional().catch(undefined) })

/** Which verdicts are looked through: one’s own or all, of which submission, and those that were said anew. */
const PastSearch = z.object({
  whose: z.literal('all').optional().catch(undefined),
  prediction: PredictionId.optional().catch(undefined),
  anew: z.literal(true).optional().catch(undefined),
})

/** A model that a table is to be scored with. */
const HomeSearch = z.object({ model: z.string().max(64).optional().catch(undefined) })

/** Back to an address of this page, and to no other. What is refused is put to undefined, or the router would keep it. */
const LoginSearch = z.object({
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})
const SetupSearch = z.object({ token: z.string().min(1).optional().catch(undefined) })

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search) => HomeSearch.parse(search),
  component: PredictScreen,
})
const prediction = createRoute({
  getParentRoute: () => rootRoute,
  path: '/predictions/$id',
  validateSearch: (search) => PredictionSearch.parse(search),
  component: PredictionScreen,
})
const models = createRoute({ getParentRoute: () => rootRoute, path: '/models', component: ModelsScreen })
const model = createRoute({ getParentRoute: () => rootRoute, path: '/models/$id', component: ModelScreen })
const predictions = createRoute({ getParentRoute: () => rootRoute, path: '/predictions', component: PredictionsScreen })
const datasets = createRoute({ getParentRoute: () => rootRoute, path: '/train', component: DatasetsScreen })
const dataset = createRoute({ getParentRoute: () => rootRoute, path: '/train/$id', component: DatasetScreen })
const training = createRoute({ getParentRoute: () => rootRoute, path: '/trainings/$id', component: TrainingScreen })
const compare = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare/$id',
  validateSearch: (search) => CompareSearch.parse(search),
  component: CompareScreen,
})
const jobs = createRoute({ getParentRoute: () => rootRoute, path: '/jobs', component: JobsScreen })
const job = createRoute({ getParentRoute: () => rootRoute, path: '/jobs/$id', component: JobScreen })
const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search) => LoginSearch.parse(search),
  component: LoginScreen,
})
const register = createRoute({ getParentRoute: () => rootRoute, path: '/register', component: RegisterScreen })
const setup = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: (search) => SetupSearch.parse(search),
  component: SetupScreen,
})
const account = createRoute({ getParentRoute: () => rootRoute, path: '/account', component: AccountScreen })
const accounts = createRoute({ getParentRoute: () => rootRoute, path: '/accounts', component: AccountsScreen })
const clinic = createRoute({ getParentRoute: () => rootRoute, path: '/clinic', component: ClinicScreen })
const patient = createRoute({ getParentRoute: () => rootRoute, path: '/clinic/patients/$id', component: PatientScreen })
const worklist = createRoute({ getParentRoute: () => rootRoute, path: '/clinic/worklist', component: WorklistScreen })
const analytics = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clinic/analytics',
  component: AnalyticsScreen,
})
const retraining = createRoute({ getParentRoute: () => rootRoute, path: '/clinic/model', component: RetrainingScreen })
const lightCurve = createRoute({
  getParentRoute: () => rootRoute,
  path: '/light-curve',
  component: LightCurveScreen,
})
const completeness = createRoute({
  getParentRoute: () => rootRoute,
  path: '/light-curve/completeness',
  component: CompletenessScreen,
})
const completenessReport = createRoute({
  getParentRoute: () => rootRoute,
  path: '/light-curve/completeness/$id',
  component: CompletenessReportScreen,
})
const callCurve = createRoute({
  getParentRoute: () => rootRoute,
  path: '/light-curve/calls/$id/$row',
  component: CallCurveScreen,
})
const curveReport = createRoute({
  getParentRoute: () => rootRoute,
  path: '/light-curve/report/$id/$row',
  component: ReportScreen,
})
const skin = createRoute({ getParentRoute: () => rootRoute, path: '/skin', component: SkinScreen })
const audit = createRoute({ getParentRoute: () => rootRoute, path: '/audit', component: AuditScreen })
const reviewHome = createRoute({ getParentRoute: () => rootRoute, path: '/review', component: ReviewHomeScreen })
const review = createRoute({ getParentRoute: () => rootRoute, path: '/review/$domain', component: ReviewScreen })
const disagreements = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review/$domain/disagreements',
  component: DisagreementsScreen,
})
const pastReviews = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review/$domain/past',
  validateSearch: (search) => PastSearch.parse(search),
  component: PastReviewsScreen,
})
const figures = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review/$domain/figures',
  component: FiguresScreen,
})
const policy = createRoute({ getParentRoute: () => rootRoute, path: '/review/$domain/policy', component: PolicyScreen })

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    prediction,
    lightCurve,
    callCurve,
    completeness,
    completenessReport,
    curveReport,
    skin,
    ...codingRoutes,
    models,
    model,
    predictions,
    datasets,
    dataset,
    training,
    compare,
    jobs,
    job,
    login,
    register,
    setup,
    account,
    accounts,
    audit,
    clinic,
    patient,
    worklist,
    analytics,
    retraining,
    reviewHome,
    review,
    disagreements,
    pastReviews,
    figures,
    policy,
  ]),
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
