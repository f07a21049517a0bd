import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Manifest } from '@vouch/contracts/model'
import { curveSource, starNumber } from '@vouch/core/domains/exoplanet/curve-source'
import { createCurveCutter, joinViews, viewSizes } from '@vouch/core/domains/exoplanet/curve-views'
import { searchCurve } from '@vouch/core/domains/exoplanet/search-curve'
import { signalRow } from '@vouch/core/domains/exoplanet/signal-row'
import { graphWidth, viewBins } from '@vouch/core/model/graph-width'
import { type OpenModel, openModel } from '@vouch/core/model/session'
import { createRandom } from '@vouch/core/random'
import { detrend, dropBrightOutliers } from '@vouch/core/series/detrend'
import type { Ephemeris } from '@vouch/core/series/fold'
import type { LightCurve } from '@vouch/core/series/light-curve'
import { readFitsLightCurve } from '@vouch/core/series/read-fits-light-curve'
import { searchBox } from '@vouch/core/series/search-box'
import { searchFolding } from '@vouch/core/series/search-folding'
import { plainGrid } from '@vouch/core/series/search-grid'
import { simulateCurve } from '@vouch/core/series/simulate-curve'
import { makeViews } from '@vouch/core/series/views'
import { card, writeFits } from '@vouch/core/series/write-fits.fixture'
import { exoplanet } from '../src/domains/exoplanet/domain.ts'
import { openSubmitted } from '../src/prediction/open-submitted.ts'
import { allFeatures } from '../src/worker/score-rows.ts'

const SUN = { massSolar: 1, radiusSolar: 1 }
const HOURS = 24
const QUARTER_DAYS = 90
const QUARTERS = 18
const PLANETS = [
  { periodDays: 8.72, epochDays: 3.1, durationDays: 0.16, ratio: 0.012 },
  { periodDays: 59.74, epochDays: 21.4, durationDays: 0.33, ratio: 0.022 },
  { periodDays: 210.6, epochDays: 40.2, durationDays: 0.5, ratio: 0.06 },
]
const random = createRandom('bench')
const quarter = simulateCurve({ days: QUARTER_DAYS, noise: 1e-4, planets: PLANETS.slice(0, 1) }, random.fork('quarter'))

/** Seconds of a processor that a piece of work took, all of its threads. */
async function cpuSeconds<T>(work: () => T | Promise<T>): Promise<[seconds: number, result: T]> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e6, result]
}

const GRID = { periods: 20_000, fromDays: 1, toDays: 30, durations: [0.08, 0.12, 0.2], oversample: 10 }

/** Runs until the compiler has done with the loops, as it has in a server that is up; astropy’s are compiled before. */
const WARM_UPS = 12

export interface BoxTimes {
  readonly periods: number
  readonly ours: readonly number[]
  /** null where astropy is not installed */
  readonly astropy: readonly number[] | null
  /** of all periods, the largest difference of signal to noise */
  readonly apart: number | null
  readonly folding: readonly number[]
  readonly foldingPeriods: number
}

/** Box least squares of one quarter on the same grid: ours, astropy's, and the folding search over the same range. */
export async function boxTimes(repeats: number, folder: string): Promise<BoxTimes> {
  const { periods: count, fromDays, toDays, durations, oversample } = GRID
  const step = (1 / fromDays - 1 / toDays) / count
  const periods = Float64Array.from({ length: count }, (_, i) => 1 / (1 / fromDays - i * step))
  const grid = plainGrid(periods, durations)
  const theirs = besideAstropy(quarter, { periods, repeats }, folder)
  const times = { ours: [] as number[], folding: [] as number[] }
  let snr: Float64Array = new Float64Array(0)
  let foldingPeriods = 0
  for (let i = -WARM_UPS; i < repeats; i++) {
    const [box, found] = await cpuSeconds(() => searchBox(quarter, grid, { oversample }))
    const [fold, folded] = await cpuSeconds(() => searchFolding(quarter, { star: SUN, fromDays, toDays }))
    snr = found.snr
    foldingPeriods = folded.periodsDays.length
    if (i < 0) continue
    times.ours.push(box)
    times.folding.push(fold)
  }
  const apart = theirs && snr.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs.snr[i] ?? 0))), 0)
  return { periods: count, ...times, astropy: theirs?.seconds ?? null, apart, foldingPeriods }
}

function besideAstropy(
  { timeDays, flux, fluxError }: LightCurve,
  { periods, repeats }: { readonly periods: Float64Array; readonly repeats: number },
  folder: string,
): { readonly seconds: number[]; readonly snr: number[] } | null {
  const { durations, oversample } = GRID
  const curve = { time: [...timeDays], flux: [...flux], error: [...fluxError] }
  writeFileSync(
    join(folder, 'bls.json'),
    JSON.stringify({ ...curve, periods: [...periods], durations, oversample, repeats }),
  )
  const script = join(dirname(fileURLToPath(import.meta.url)), 'beside-astropy.py')
  for (const python of ['/usr/bin/python3', 'python3'])
    try {
      const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
      const said = execFileSync(python, [script, folder], {
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 26,
      })
      return JSON.parse(said.toString())
    } catch {
      continue
    }
  return null
}

/** The network of light curves as it comes with Vouch; null where it does not. */
export async function openNetwork(folder: string): Promise<OpenModel | null> {
  if (!existsSync(join(folder, 'manifest.json'))) return null
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  return openModel(manifest, readFileSync(join(folder, manifest.graph.file)))
}

/** Candidates whose views are in memory at once. */
const BATCH = 256

/** Views of folded candidates and the network on them, one thread; the trend of their quarter was taken out before. */
export async function viewTimes(model: OpenModel, candidates: number): Promise<{ views: number; run: number }> {
  const { manifest } = model
  const { views = [] } = manifest
  const [sizes, width, inputs] = [viewSizes(views), graphWidth(manifest), manifest.inputs.length]
  const flat = dropBrightOutliers(detrend(quarter, { kind: 'spline' }, PLANETS.slice(0, 1)).curve)
  const own = random.fork('candidates')
  const times = { views: 0, run: 0 }
  for (let done = 0; done < candidates; done += BATCH) {
    const rows = Math.min(BATCH, candidates - done)
    const matrix = new Float32Array(rows * width).fill(Number.NaN)
    const [views_s] = await cpuSeconds(() => {
      for (let row = 0; row < rows; row++) {
        const periodDays = 30 ** own.uniform()
        const signal = { periodDays, epochDays: periodDays * own.uniform(), durationDays: 0.08 * Math.cbrt(periodDays) }
        matrix.set(joinViews(makeViews(flat, signal, sizes), views), row * width + inputs)
      }
    })
    const [run_s] = await cpuSeconds(() => model.run(matrix, rows))
    times.views += views_s
    times.run += run_s
  }
  return times
}

export interface StarFiles {
  readonly name: string
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** Eighteen quarters that are simulated, and those of Kepler-90 where they are. */
export function starFiles(dataFolder: string): StarFiles[] {
  const real = existsSync(dataFolder) ? readdirSync(dataFolder).filter((name) => name.startsWith('kplr011442793')) : []
  const read = real.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(dataFolder, name))) }))
  const simulated = { name: 'simulated', files: simulateQuarters() }
  return read.length > 0 ? [simulated, { name: 'Kepler-90', files: read }] : [simulated]
}

function simulateQuarters(): StarFiles['files'] {
  const days = QUARTERS * QUARTER_DAYS
  const star = (time: number) => 1 + 1e-3 * Math.sin(time / 3)
  // a day between quarters, when a telescope turns
  const gaps = Array.from({ length: QUARTERS }, (_, i): [number, number] => [
    (i + 1) * QUARTER_DAYS - 1,
    (i + 1) * QUARTER_DAYS,
  ])
  const { timeDays, flux } = simulateCurve({ days, noise: 1e-4, planets: PLANETS, star, gaps }, random.fork('star'))
  return Array.from({ length: QUARTERS }, (_, i) => {
    const within = Array.from(timeDays.keys()).filter((at) => Math.floor(timeDays[at]! / QUARTER_DAYS) === i)
    const counts = within.map((at) => 8000 * flux[at]!)
    const bytes = writeFits(
      [card('OBJECT', "'KIC 1'"), card('QUARTER', String(i)), card('MISSION', "'Kepler'"), card('TEFF', '5778')],
      [
        { name: 'TIME', form: 'D', values: within.map((at) => timeDays[at]!) },
        { name: 'SAP_FLUX', form: 'E', values: counts },
        { name: 'PDCSAP_FLUX', form: 'E', values: counts },
        { name: 'PDCSAP_FLUX_ERR', form: 'E', values: counts.map(() => 0.8) },
        { name: 'SAP_QUALITY', form: 'J', values: counts.map(() => 0) },
      ],
    )
    return { name: `q${i}.fits`, bytes }
  })
}

export interface StarTimes {
  readonly cadences: number
  readonly periods: readonly number[]
  readonly read: number
  readonly search: number
  readonly views: number
  readonly call: number
}

const MOST = 5
const LIMITS = { bytes: 2 ** 31, unpackedBytes: 2 ** 31, rows: 1e7, columns: 1000, cellBytes: 1e6 }

/** One star from its files to the calls of up to five signals, as a request without options has it: cpu seconds of each part. */
export async function starTimes(model: OpenModel, { files }: StarFiles): Promise<StarTimes> {
  const [read, taken] = await cpuSeconds(() => readFitsLightCurve([...files]))
  const { curve } = taken
  const source = curveSource(taken)
  const [search, found] = await cpuSeconds(() => searchCurve({ curve, source }, { most: MOST }))
  const { views: wanted = [] } = model.manifest
  const [views, cut] = await cpuSeconds(() => {
    const signals = found.signals.map((signal): Ephemeris => ({
      periodDays: signal.period_days,
      epochDays: signal.epoch_days,
      durationDays: signal.duration_hours / HOURS,
    }))
    const cutter = createCurveCutter({ curve, signals })
    return signals.map((signal, i) => ({
      row: signalRow(cutter, signal, { source, star: starNumber(source.object), number: i + 1 }),
      views: joinViews(cutter.views(signal, viewSizes(wanted)), wanted),
    }))
  })
  const [call] = await cpuSeconds(() => callAll(model, cut))
  const periods = found.signals.map(({ period_days }) => period_days)
  return { cadences: curve.timeDays.length, periods, read, search, views, call }
}

async function callAll(
  model: OpenModel,
  cut: readonly { readonly row: ReturnType<typeof signalRow>; readonly views: Float32Array }[],
): Promise<void> {
  if (cut.length === 0) return
  const file = { content: Buffer.from(JSON.stringify(cut.map(({ row }) => row))) }
  const table = await openSubmitted(exoplanet, { file, name: 'rows.json', kind: 'rows' }, LIMITS)
  const bins = viewBins(model.manifest)
  const catalogue = new Float32Array(cut.length * bins)
  for (const [i, { views }] of cut.entries()) catalogue.set(views, i * bins)
  for await (const chunk of table.chunks(cut.length)) {
    const { columns } = table.plan.convert(chunk)
    const usable = exoplanet.comparable(model.manifest, table.plan.variant, columns)
    await model.run(allFeatures(exoplanet, model, { columns: usable, catalogue }), columns.rows)
  }
}
