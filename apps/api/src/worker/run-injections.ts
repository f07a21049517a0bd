import type { Injection } from '@vouch/contracts/domains/injection'
import type { CurveSource } from '@vouch/contracts/domains/light-curve'
import type { Manifest, ModelView } from '@vouch/contracts/model'
import type { Row } from '@vouch/contracts/submission'
import { gridStar } from '@vouch/core/domains/exoplanet/curve-source'
import { type DrawnPlanet, drawInjections } from '@vouch/core/domains/exoplanet/inject/draw-injections'
import {
  openInjectedStar,
  type Recovery,
  recoverInjection,
} from '@vouch/core/domains/exoplanet/inject/open-injected-star'
import { sumUpInjections } from '@vouch/core/domains/exoplanet/inject/sum-up-injections'
import { graphWidth } from '@vouch/core/model/graph-width'
import { createRandom, type Random } from '@vouch/core/random'
import { transitDepth } from '@vouch/core/series/inject-transit'
import type { LightCurve } from '@vouch/core/series/light-curve'
import { MATCH_TOLERANCE } from '@vouch/core/series/match-signal'
import { simulateCurve } from '@vouch/core/series/simulate-curve'
import type { TableLimits } from '@vouch/core/table/table'
import { readCurves } from '../domains/exoplanet/light-curve/curves-file.ts'
import { SIMULATED } from '../domains/exoplanet/light-curve/injection-plan.ts'
import { openSubmitted } from '../prediction/open-submitted.ts'
import type { CatalogueContext, TableDomain } from '../prediction/table-domain.ts'
import type { Injected, InjectTask } from '../domains/exoplanet/light-curve/curve-tasks.ts'
import type { ScoreAsk } from './read-task.ts'
import { CHUNK_ROWS, prepareRows, scoreInOrder } from './score-in-order.ts'
import type { AskPool, NotePool } from './serve-tasks.ts'

const HOURS = 24
const PPM = 1e6

interface Tools {
  readonly domain: TableDomain
  readonly manifest: Manifest
  readonly limits: TableLimits
  readonly ask: AskPool<ScoreAsk>
  readonly note: NotePool
}

/**
 * Puts drawn transits into a curve one after the other, looks for each, has those that were recovered called, and counts.
 * The same task comes to the same.
 */
export async function runInjections(task: InjectTask, tools: Tools): Promise<Injected> {
  const { options, threshold } = task
  const random = createRandom(options.seed)
  const { curve, source } = task.curve ? await readStar(task.curve) : simulated(options, random.fork('noise'))
  const range = { fromDays: options.from_days, toDays: options.to_days }
  const star = openInjectedStar(curve, source, range)
  const body = gridStar(source)
  const ranges = {
    n: options.n,
    periodDays: [options.period_from, options.period_to],
    radiusEarth: [options.radius_from, options.radius_to],
    impact: [options.impact_from, options.impact_to],
  } as const
  const planets = drawInjections(ranges, { star: body, startDays: star.curve.timeDays[0] ?? 0 }, random)
  const { views = [] } = tools.manifest
  const recovered = planets.map((planet, i) => {
    const recovery = recoverInjection(star, planet, { search: { ...range, most: options.most }, views })
    tools.note((i + 1) / planets.length)
    return { planet, recovery }
  })
  const calls = await scoreAll(
    recovered.flatMap(({ recovery: { candidate } }) => candidate ?? []),
    tools,
  )
  let next = 0
  const injections = recovered.map(({ planet, recovery }) => {
    const probability = recovery.candidate ? (calls[next++] ?? null) : null
    return toInjection(planet, recovery, { probability, threshold })
  })
  const edges = { period: ranges.periodDays, radius: ranges.radiusEarth }
  const counted = sumUpInjections(injections, edges)
  return {
    source,
    simulated: task.curve === null,
    noise_ppm: star.noise * PPM,
    star: { radius_solar: body.radiusSolar, mass_solar: body.massSolar },
    taken_out: star.own.map(({ period_days, epoch_days, snr }) => ({ period_days, epoch_days, snr })),
    not_assessed: injections.filter(isUnassessed).length,
    tolerance: MATCH_TOLERANCE,
    ...counted,
    injections,
  }
}

async function readStar(file: NonNullable<InjectTask['curve']>): Promise<{ curve: LightCurve; source: CurveSource }> {
  const [star] = await readCurves(file)
  if (!star) throw new Error('The file of a curve holds none.')
  return star
}

/** White noise in Kepler's cadence, of a star like the sun. */
function simulated(
  { days = SIMULATED.days, noise_ppm = SIMULATED.noisePpm }: InjectTask['options'],
  random: Random,
): { curve: LightCurve; source: CurveSource } {
  const curve = simulateCurve({ days, noise: noise_ppm / PPM, planets: [] }, random)
  return {
    curve,
    source: {
      object: null,
      mission: null,
      flux_of: 'simulated noise',
      time_zero: null,
      pieces: [null],
      teff_kelvin: 5772,
      logg: 4.438,
      radius_solar: 1,
      magnitude: null,
      cadences: curve.timeDays.length,
      dropped: [],
    },
  }
}

/** Probabilities as a submission of these rows and curves would get them; null of one that is not assessed. */
async function scoreAll(
  candidates: readonly { readonly row: Row; readonly views: Float32Array }[],
  { domain, manifest, limits, ask }: Tools,
): Promise<(number | null)[]> {
  if (candidates.length === 0) return []
  const file = { content: Buffer.from(JSON.stringify(candidates.map(({ row }) => row))) }
  const table = await openSubmitted(domain, { file, name: 'rows.json', kind: 'rows' }, limits)
  const catalogue = viewsOf(candidates, manifest.views ?? [], graphWidth(manifest) - manifest.inputs.length)
  const how = { model: manifest.id, variant: table.plan.variant, fragileAt: null, features: false }
  const prepared = prepareRows(table, table.chunks(CHUNK_ROWS), { domain, manifest, context: { catalogue } })
  const probabilities: (number | null)[] = []
  for await (const { probability } of scoreInOrder(prepared, how, { ask, lanes: 1 }))
    for (const one of probability) probabilities.push(Number.isNaN(one) ? null : one)
  return probabilities
}

/** Views that are there already, given row after row as they are asked for. */
function viewsOf(
  candidates: readonly { readonly views: Float32Array }[],
  views: readonly ModelView[],
  bins: number,
): CatalogueContext {
  if (views.length === 0) throw new Error('A model without views was asked about light curves.')
  let next = 0
  return {
    rows: candidates.length,
    features(_, { rows }) {
      const matrix = new Float32Array(rows * bins)
      for (let row = 0; row < rows; row++) matrix.set(candidates[next++]?.views ?? [], row * bins)
      return matrix
    },
  }
}

function toInjection(
  { periodDays, epochDays, durationDays, radiusEarth, ratio, impact }: DrawnPlanet,
  { found, factor, transits, expectedSnr }: Recovery,
  { probability, threshold }: { readonly probability: number | null; readonly threshold: number },
): Injection {
  return {
    period_days: periodDays,
    epoch_days: epochDays,
    radius_earth: radiusEarth,
    impact,
    duration_hours: durationDays * HOURS,
    depth_ppm: transitDepth({ ratio, impact }) * PPM,
    transits,
    expected_snr: expectedSnr,
    found: found !== null,
    alias_factor: factor === 1 ? null : factor,
    found_period_days: found?.period_days ?? null,
    found_epoch_days: found?.epoch_days ?? null,
    snr: found?.snr ?? null,
    probability,
    called: probability !== null && probability >= threshold,
  }
}

function isUnassessed({ found, alias_factor, probability }: Injection): boolean {
  return found && alias_factor === null && probability === null
}
