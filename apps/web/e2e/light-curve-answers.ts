import type { Call, CallPage } from '@vouch/contracts/domains/exoplanet'
import type { Page, Route } from 'playwright-core'
import { candidateFixture, explanationFixture } from '../src/domains/exoplanet/light-curve/candidate.fixture.ts'

/** A submission of one star with two signals, as the API would answer of it. For tests of how the page shows it. */
export const CALLED_ID = 'prd_00000000000000000000000000'

const SHA256 = 'ab'.repeat(32)

const CALLS: readonly Call[] = [
  {
    row: 0,
    id: 'KIC 1 .01',
    prediction: 'PLANET',
    probability: 0.9097,
    abstained: false,
    features: { orbital_period: 7.384, planet_radius: 3.4, transit_duration: 4.2 },
    fragile: null,
    flip_rate: null,
  },
  {
    row: 1,
    id: 'KIC 1 .02',
    prediction: 'FALSE POSITIVE',
    probability: 0.1212,
    abstained: false,
    features: { orbital_period: 2.13, planet_radius: 1.6, transit_duration: 4.2 },
    fragile: true,
    flip_rate: 0.21,
  },
]

/** The second signal: its odd and even transits differ in depth. */
function second() {
  const { tests, ephemeris } = candidateFixture()
  return candidateFixture({
    row: 1,
    id: 'KIC 1 .02',
    ephemeris: { ...ephemeris, period_days: 2.13 },
    tests: { ...tests, depth: { depth_ppm: 210, error_ppm: 23, n: 400 }, snr: 9.2, odd_even_sigmas: 6.2 },
  })
}

interface Answered {
  /** the reader is to judge the first call before he sees it */
  blind?: boolean
  /** answers of other procedures, by their names */
  procedures?: Record<string, unknown>
}

/** Answers for one stored light curve in the API's place; all else goes to the server. */
export async function answerLightCurve(page: Page, { blind = false, procedures = {} }: Answered = {}): Promise<void> {
  const shown = blind ? CALLS.slice(1) : CALLS
  const hidden = blind ? CALLS.slice(0, 1) : []
  const calls: CallPage = {
    prediction_id: CALLED_ID,
    predictions: [...shown],
    not_assessed: [],
    blind: hidden.map(({ row, id, features }) => ({ row, id, features, call: null, blind: true })),
    next_cursor: null,
  }
  const known: Record<string, unknown> = { 'exoplanet.calls': calls, 'prediction.get': receipt(blind), ...procedures }
  await page.route('**/api/lightcurve/predictions/*/calls/*', (route) =>
    route.fulfill({ json: route.request().url().includes('/calls/1?') ? second() : candidateFixture() }),
  )
  await page.route('**/api/lightcurve/explain', (route) => {
    const asked: unknown = route.request().postDataJSON()
    const isOther = JSON.stringify(asked).includes('FALSE POSITIVE')
    return route.fulfill({ json: explanationFixture(isOther ? { target: 'FALSE POSITIVE' } : {}) })
  })
  await page.route('**/trpc/**', (route) => answerBatch(route, known))
}

/** tRPC puts several questions into one request: those that are known here are answered here, the others one by one. */
async function answerBatch(route: Route, known: Record<string, unknown>): Promise<void> {
  const url = new URL(route.request().url())
  const names = url.pathname.replace(/^\/trpc\//, '').split(',')
  if (!names.some((name) => name in known)) return route.continue()
  const inputs: unknown = JSON.parse(url.searchParams.get('input') ?? '{}')
  const answers = await Promise.all(
    names.map(async (name, place): Promise<unknown> => {
      if (name in known) return { result: { data: known[name] } }
      const alone = new URL(`/trpc/${name}`, url)
      const input = Object.entries(inputs ?? {}).find(([key]) => key === String(place))?.[1]
      alone.searchParams.set('batch', '1')
      alone.searchParams.set('input', JSON.stringify(input === undefined ? {} : { 0: input }))
      const answer: unknown = await (await route.fetch({ url: alone.href })).json()
      return Array.isArray(answer) ? answer[0] : answer
    }),
  )
  return route.fulfill({ json: answers })
}

function receipt(blind: boolean) {
  return {
    success: true,
    domain: 'exoplanet',
    model_used: 'light-curve',
    model_version: '1.0.0',
    model_sha256: SHA256,
    threshold: 0.5,
    abstain: null,
    total_samples: CALLS.length,
    prediction_id: CALLED_ID,
    created_at: '2026-01-02T03:04:05.000Z',
    input_sha256: SHA256,
    context: null,
    simulated: false,
    processing_time_ms: 1200,
    blind,
    summary: null,
    mapping: {
      rows: CALLS.length,
      id_column: null,
      mapped: [],
      missing: [],
      leaking: [],
      ignored: [],
      warnings: [],
      mission: 'generic',
      mission_name: 'a light curve',
    },
  }
}
