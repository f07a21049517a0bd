import { exoplanetRouter } from './domains/exoplanet/router.ts'
import { healthRouter } from './health/router.ts'
import { modelRouter } from './model/router.ts'
import { predictionRouter } from './prediction/router.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  exoplanet: exoplanetRouter,
  prediction: predictionRouter,
  model: modelRouter,
  health: healthRouter,
})
export type AppRouter = typeof appRouter
