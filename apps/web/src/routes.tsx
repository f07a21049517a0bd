import { createRootRoute, createRoute, createRouter, Link, Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { z } from 'zod'
import { PredictScreen } from './prediction/predict-screen.tsx'
import { PageShell } from './ui/page-shell.tsx'
import { ThemeToggle } from './ui/theme-toggle.tsx'

// The screens with charts come when they are opened: the first screen does not wait for them.
const PredictionScreen = lazy(async () => ({
  default: (await import('./prediction/prediction-screen.tsx')).PredictionScreen,
}))
const ModelsScreen = lazy(async () => ({ default: (await import('./model/models-screen.tsx')).ModelsScreen }))
const ModelScreen = lazy(async () => ({ default: (await import('./model/model-screen.tsx')).ModelScreen }))

const NAV =
  'text-muted hover:text-ink [&.active]:text-ink [&.active]:underline [&.active]:underline-offset-8 [&.active]:decoration-2'

/** After a change of screen the focus begins at its content, as it does when a page is loaded. */
function useFocusOnArrival() {
  const path = useLocation({ select: (location) => location.pathname })
  const left = useRef(path)
  useEffect(() => {
    if (left.current === path) return
    left.current = path
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [path])
}

function Root() {
  useFocusOnArrival()
  return (
    <PageShell
      brand={
        <Link to="/" className="font-serif text-xl font-semibold">
          Vouch
        </Link>
      }
      nav={
        <>
          <Link to="/" activeOptions={{ exact: true }} className={NAV}>
            Score
          </Link>
          <Link to="/models" className={NAV}>
            Models
          </Link>
          <a href="/docs" className={NAV}>
            API
          </a>
        </>
      }
      tools={<ThemeToggle />}
    >
      <Suspense fallback={<p role="status">Opening…</p>}>
        <Outlet />
      </Suspense>
    </PageShell>
  )
}

function NoSuchPage() {
  return (
    <div className="space-y-4">
      <title>No such page · Vouch</title>
      <h1 className="text-3xl">There is no such page</h1>
      <Link to="/" className="link">
        Score a table
      </Link>
    </div>
  )
}

/** What a result's address may carry: the threshold the reader set and the row whose evidence is open. */
const PredictionSearch = z.object({
  threshold: z.number().min(0).max(1).optional().catch(undefined),
  row: z.int().min(0).optional().catch(undefined),
})

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NoSuchPage })
const home = createRoute({ getParentRoute: () => rootRoute, path: '/', component: PredictScreen })
const prediction = createRoute({
  getParentRoute: () => rootRoute,
  path: '/predictions/$id',
  validateSearch: (search): { threshold?: number; row?: number } => {
    const { threshold, row } = PredictionSearch.parse(search)
    return { ...(threshold === undefined ? {} : { threshold }), ...(row === undefined ? {} : { row }) }
  },
  component: PredictionScreen,
})
const models = createRoute({ getParentRoute: () => rootRoute, path: '/models', component: ModelsScreen })
const model = createRoute({ getParentRoute: () => rootRoute, path: '/models/$id', component: ModelScreen })

export const router = createRouter({
  routeTree: rootRoute.addChildren([home, prediction, models, model]),
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
