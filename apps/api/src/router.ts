import { accountRouter } from './account/router.ts'
import { auditRouter } from './audit/router.ts'
import { clinicRouter } from './clinic/router.ts'
import { datasetRouter } from './dataset/router.ts'
import { codingRouter } from './domains/coding/router.ts'
import { exoplanetRouter } from './domains/exoplanet/router.ts'
import { lightCurveRouter } from './domains/exoplanet/light-curve/router.ts'
import { heartRouter } from './domains/heart/router.ts'
import { otherRouter } from './domains/other/router.ts'
import { skinRouter } from './domains/skin/router.ts'
import { jobRouter } from './job/router.ts'
import { healthRouter } from './health/router.ts'
import { measureRouter } from './measure/router.ts'
import { modelRouter } from './model/router.ts'
import { doctorRouter } from './patient/doctor-router.ts'
import { patientRouter } from './patient/router.ts'
import { outcomeRouter } from './outcome/router.ts'
import { predictionRouter } from './prediction/router.ts'
import { reviewRouter } from './review/router.ts'
import { trainingRouter } from './training/router.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  exoplanet: exoplanetRouter,
  lightCurve: lightCurveRouter,
  heart: heartRouter,
  skin: skinRouter,
  coding: codingRouter,
  other: otherRouter,
  prediction: predictionRouter,
  review: reviewRouter,
  outcome: outcomeRouter,
  job: jobRouter,
  dataset: datasetRouter,
  training: trainingRouter,
  model: modelRouter,
  measure: measureRouter,
  patient: patientRouter,
  doctor: doctorRouter,
  clinic: clinicRouter,
  account: accountRouter,
  audit: auditRouter,
  health: healthRouter,
})
export type AppRouter = typeof appRouter
