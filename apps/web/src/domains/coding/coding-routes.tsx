import { createRoute } from '@tanstack/react-router'
import { lazy } from 'react'
import { rootRoute } from '../../root-route.tsx'
import {
  CodingSearch,
  CompareKpisSearch,
  CostsSearch,
  DashboardSearch,
  DeveloperSearch,
  InsightsSearch,
  SessionsSearch,
} from './coding-search.ts'

// Charts come when they are opened.
const DashboardScreen = lazy(async () => ({
  default: (await import('./dashboard-screen.tsx')).DashboardScreen,
}))
const TrendsScreen = lazy(async () => ({
  default: (await import('./trends-screen.tsx')).TrendsScreen,
}))
const InsightsScreen = lazy(async () => ({
  default: (await import('./insights-screen.tsx')).InsightsScreen,
}))
const SessionsScreen = lazy(async () => ({
  default: (await import('./sessions-screen.tsx')).SessionsScreen,
}))
const DeveloperScreen = lazy(async () => ({
  default: (await import('./developer-screen.tsx')).DeveloperScreen,
}))
const CompareKpisScreen = lazy(async () => ({
  default: (await import('./compare-kpis-screen.tsx')).CompareKpisScreen,
}))
const CostsScreen = lazy(async () => ({
  default: (await import('./costs-screen.tsx')).CostsScreen,
}))
const DataScreen = lazy(async () => ({ default: (await import('./data-screen.tsx')).DataScreen }))

const coding = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding',
  validateSearch: (search) => DashboardSearch.parse(search),
  component: DashboardScreen,
})
const codingTrends = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding/trends',
  validateSearch: (search) => CodingSearch.parse(search),
  component: TrendsScreen,
})
const codingInsights = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding/insights',
  validateSearch: (search) => InsightsSearch.parse(search),
  component: InsightsScreen,
})
const codingCosts = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding/costs',
  validateSearch: (search) => CostsSearch.parse(search),
  component: CostsScreen,
})
const codingSessions = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding/sessions',
  validateSearch: (search) => SessionsSearch.parse(search),
  component: SessionsScreen,
})
const codingDeveloper = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding/developer',
  validateSearch: (search) => DeveloperSearch.parse(search),
  component: DeveloperScreen,
})
const codingCompare = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coding/compare',
  validateSearch: (search) => CompareKpisSearch.parse(search),
  component: CompareKpisScreen,
})
const codingData = createRoute({ getParentRoute: () => rootRoute, path: '/coding/data', component: DataScreen })

/** The screens of coding with assistants. */
export const codingRoutes = [
  coding,
  codingTrends,
  codingInsights,
  codingCosts,
  codingSessions,
  codingDeveloper,
  codingCompare,
  codingData,
] as const
