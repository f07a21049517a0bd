import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { codingStep } from './coding-step.ts'
import { floorOf } from './floor.ts'
import { learnOnce, readLearnTable, sessionOnce, xgboostOnce } from './learning.ts'
import { lightCurveStep } from './light-curve-step.ts'
import { COUNTER, requestsPerSecond } from './one-row.ts'
import { pictureStep } from './picture-step.ts'
import {
  healthDuring,
  median,
  peakMemory,
  percentile,
  postJob,
  postTable,
  type PreparedTable,
  prepareTable,
  startTarget,
  type Target,
  type TargetSpec,
} from './target.ts'
import { realTable, repeatTable } from './tables.ts'

const USAGE = `npm run bench [-- --steps tables,koi,one,stored,jobs,learn,light-curve,picture,coding,million] [--repeats N]

  tables   CSV to calls for 10 k (kept and not) and 100 k rows beside the floor (line ends, and the bare graph on the same matrix)
  million  the same for 1 M rows, beside the old API’s vectorised rewrite where it can run, with memory; then /api/health meanwhile
  koi      the KOI table as JSON, kept and not, beside the old API (which keeps nothing) where it can run
  jobs     small tables asked for as jobs, ten at a time: jobs a second, until their calls are there (DATABASE_URL counts)
  one      one-row JSON at 64 connections, beside the old API where it can run
  learn    a training of 300 trees and the reasons of 1,000 calls beside XGBoost’s on one thread, where Debian’s package is
           installed, and a whole session of five folds; cpu seconds
  light-curve
           box least squares of one quarter beside astropy’s on one thread, where Debian’s package is installed, on the same
           grid, and the folding search; views and network of 10,000 folded candidates; a star of eighteen quarters from its
           files to the calls of up to five signals; cpu seconds
  picture  a picture of a lesion from its bytes to its call with Grad-CAM and overlay, beside the bare graph on it and its mirror
           images; cpu milliseconds
  coding   traces of coding assistants taken in, 3 × 100 k lines, beside the bare parse of them and the bare insert of their rows
           into an embedded database; the nine figures of a year; 500 sockets that listen while more comes (DATABASE_URL counts);
           “coding-million” is the same with a million
  stored   the same, each row another, kept in the database before it is answered (DATABASE_URL counts)
`

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const modelFolder = join(root, 'models/exoplanet/koi')
const peerFolder = join(root, '../shared/peer')
const folder = mkdtempSync(join(tmpdir(), 'vouch-bench-'))

const vouch: TargetSpec = {
  name: 'vouch',
  cwd: root,
  command: () => [process.execPath, 'scripts/start.mjs'],
  env: {
    VOUCH_HOME: join(folder, 'home'),
    MAX_UPLOAD_MB: '1024',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
  },
}

/** The old API: Debian's Python packages and the folder that holds it; null where either is missing. */
function oldApi(): TargetSpec | null {
  const python = '/usr/bin/python3'
  if (!existsSync(join(peerFolder, 'server.py'))) return null
  const env = { PEER_DIR: join(folder, 'peer'), OMP_WAIT_POLICY: 'passive', OPENBLAS_NUM_THREADS: '1' }
  try {
    execFileSync(python, ['train.py'], { cwd: peerFolder, env: { ...process.env, ...env }, stdio: 'pipe' })
  } catch {
    return null
  }
  return {
    name: 'old API',
    cwd: peerFolder,
    command: (port) => [python, '-m', 'uvicorn', 'server:app', '--port', String(port), '--log-level', 'warning'],
    env,
  }
}

function say(step: string, fields: Record<string, string | number | null>): void {
  const shown = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
  )
  console.log(`${step.padEnd(11)} ${shown.join('  ')}  load=${loadavg()[0]?.toFixed(1)}`)
}

async function withTarget<T>(spec: TargetSpec, work: (target: Target) => Promise<T>): Promise<T> {
  const target = await startTarget(spec)
  try {
    return await work(target)
  } finally {
    await target.stop()
  }
}

const real = realTable(root)

/** answers of each server that are not counted: both have to have compiled what they run */
const WARM = 10

async function tables(repeats: number): Promise<void> {
  for (const [rows, fields] of [
    [10_000, { store: 'false' }],
    [10_000, {}],
    [100_000, {}],
  ] as const) {
    const table = await repeatTable(folder, real, rows)
    const prepared = await prepareTable(table.path, fields)
    await withTarget(vouch, async (target) => {
      for (let i = 0; i < WARM; i++) await postTable(target, prepared)
      const floors: number[] = []
      const times: number[] = []
      for (let i = 0; i < repeats; i++) {
        const floor = await floorOf(table, modelFolder)
        floors.push(floor.scanMs + floor.runMs)
        times.push(await postTable(target, prepared))
      }
      say('tables', {
        rows,
        kept: 'store' in fields ? 'no' : 'yes',
        n: repeats,
        median_ms: median(times),
        floor_ms: median(floors),
        ratio: median(times) / median(floors),
        peak_mib: peakMemory(target.pid),
      })
    })
  }
}

async function million(repeats: number): Promise<void> {
  const table = await repeatTable(folder, real, 1_000_000)
  const prepared = await prepareTable(table.path)
  const old = oldApi()
  await withTarget(vouch, async (target) => {
    const others = old ? await startTarget(old) : null
    const [floors, times, theirs]: [number[], number[], number[]] = [[], [], []]
    // one after the other, so that a slow minute of the machine is everybody's
    for (let i = 0; i < repeats; i++) {
      const floor = await floorOf(table, modelFolder)
      floors.push(floor.scanMs + floor.runMs)
      times.push(await postTable(target, prepared))
      if (others) theirs.push(await postTable(others, prepared, '/api/predict_fast'))
    }
    say('million', {
      rows: table.rows,
      n: repeats,
      median_s: median(times) / 1000,
      floor_s: median(floors) / 1000,
      ratio: median(times) / median(floors),
      peak_mib: peakMemory(target.pid),
    })
    if (others)
      say('million', {
        target: 'old API, vectorised',
        n: repeats,
        median_s: median(theirs) / 1000,
        over_vouch: median(theirs) / median(times),
        peak_mib: peakMemory(others.pid),
      })
    await others?.stop()
    // asking takes its share of the machine: it has a run of its own
    const scoring = postTable(target, prepared)
    const health = await healthDuring(target, scoring)
    say('million', {
      health_n: health.length,
      health_p50_ms: median(health),
      health_p99_ms: percentile(health, 0.99),
      health_max_ms: Math.max(...health),
      s: (await scoring) / 1000,
    })
  })
}

async function koi(repeats: number): Promise<void> {
  const path = join(folder, 'koi.csv')
  writeFileSync(path, `${real.header}\n${real.rows.join('\n')}\n`)
  const kept = await prepareTable(path)
  const forgotten = await prepareTable(path, { store: 'false' })
  const old = oldApi()
  await withTarget(vouch, async (ours) => {
    const others = old ? await startTarget(old) : null
    // the old API keeps nothing: what is compared with it keeps nothing either
    const contenders: [string, Target, PreparedTable, string][] = [
      ['vouch', ours, forgotten, '/api/predict'],
      ['vouch, kept', ours, kept, '/api/predict'],
    ]
    if (others)
      contenders.push(
        ['old API', others, kept, '/api/predict'],
        ['old API, vectorised', others, kept, '/api/predict_fast'],
      )
    const times = new Map<string, number[]>(contenders.map(([name]) => [name, []]))
    for (let i = -WARM; i < repeats; i++)
      for (const [name, target, prepared, route] of contenders) {
        const ms = await postTable(target, prepared, route)
        if (i >= 0) times.get(name)?.push(ms)
      }
    await others?.stop()
    const own = median(times.get('vouch') ?? [])
    for (const [name, values] of times)
      say('koi', {
        target: name,
        rows: real.rows.length,
        n: values.length,
        median_ms: median(values),
        over_vouch: median(values) / own,
      })
  })
}

/** What the first row of the table holds, as JSON has it. */
function firstRow(): Record<string, string | number> {
  const cells = (real.rows[0] ?? '').split(',')
  const entries = real.header.split(',').map((name, i) => [name, cells[i] ?? ''] as const)
  const filled = entries.filter(([, cell]) => cell !== '')
  return Object.fromEntries(filled.map(([name, cell]) => [name, Number.isNaN(Number(cell)) ? cell : Number(cell)]))
}

async function stored(repeats: number): Promise<void> {
  const body = JSON.stringify({ rows: [{ ...firstRow(), kepoi_name: `K${COUNTER}` }] })
  const sent = { path: '/api/predict', type: 'application/json', body }
  await withTarget(vouch, async (target) => {
    const rates: number[] = []
    await requestsPerSecond(target, sent, { folder, seconds: 2 })
    for (let i = 0; i < repeats; i++) rates.push(await requestsPerSecond(target, sent, { folder, seconds: 6 }))
    const database = process.env['DATABASE_URL'] === undefined ? 'pglite' : 'postgresql'
    say('stored', { database, n: repeats, rps: median(rates), peak_mib: peakMemory(target.pid) })
  })
}

async function one(repeats: number): Promise<void> {
  const [row = ''] = real.rows
  const known = firstRow()
  const json = { path: '/api/predict', type: 'application/json', body: JSON.stringify({ rows: [known], store: false }) }
  const boundary = 'one-row'
  const part = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="one.csv"\r\nContent-Type: text/csv\r\n\r\n${real.header}\n${row}\n\r\n--${boundary}--\r\n`
  const form = {
    path: '/api/predict',
    type: `multipart/form-data; boundary=${boundary}`,
    body: part('model', 'xgb') + part('threshold', '0.5') + file,
  }
  const old = oldApi()
  await withTarget(vouch, async (ours) => {
    const others = old ? await startTarget(old) : null
    const rates = { vouch: [] as number[], 'old API': [] as number[] }
    await requestsPerSecond(ours, json, { folder, seconds: 2 })
    for (let i = 0; i < repeats; i++) {
      rates.vouch.push(await requestsPerSecond(ours, json, { folder, seconds: 6 }))
      if (others) rates['old API'].push(await requestsPerSecond(others, form, { folder, seconds: 6 }))
    }
    await others?.stop()
    say('one', { target: 'vouch', n: repeats, rps: median(rates.vouch), peak_mib: peakMemory(ours.pid) })
    if (others)
      say('one', {
        target: 'old API',
        n: repeats,
        rps: median(rates['old API']),
        vouch_over_it: median(rates.vouch) / median(rates['old API']),
      })
    else say('one', { old_api: 'not here' })
  })
}

/** Streams of one address that may be open at once. */
const FOLLOWED = 10
const JOBS = 300

async function jobs(repeats: number): Promise<void> {
  const path = join(folder, 'few.csv')
  writeFileSync(path, `${real.header}\n${real.rows.slice(0, 20).join('\n')}\n`)
  const prepared = await prepareTable(path)
  await withTarget(vouch, async (target) => {
    const rates: number[] = []
    const times: number[] = []
    for (let i = -1; i < repeats; i++) {
      const started = performance.now()
      let left = JOBS
      const follow = async () => {
        for (; left > 0; left--) times.push(await postJob(target, prepared))
      }
      if (i < 0) times.length = 0
      await Promise.all(Array.from({ length: FOLLOWED }, follow))
      if (i >= 0) rates.push(JOBS / ((performance.now() - started) / 1000))
    }
    const database = process.env['DATABASE_URL'] === undefined ? 'pglite' : 'postgresql'
    say('jobs', {
      database,
      n: repeats,
      jobs_per_s: median(rates),
      p50_ms: median(times),
      p99_ms: percentile(times, 0.99),
      peak_mib: peakMemory(target.pid),
    })
  })
}

async function learn(repeats: number): Promise<void> {
  const table = readLearnTable(real)
  const ours = { train: [] as number[], explain: [] as number[], session: [] as number[] }
  const theirs = { train: [] as number[], explain: [] as number[] }
  // one after the other, so that a slow minute of the machine is everybody's; the first compiles
  for (let i = -1; i < repeats; i++) {
    const other = xgboostOnce(table, folder)
    const own = learnOnce(table, other && folder)
    const session = await sessionOnce(table)
    if (i < 0) continue
    ours.train.push(own.train)
    ours.explain.push(own.explain)
    ours.session.push(session)
    if (other) {
      theirs.train.push(other.train)
      theirs.explain.push(other.explain)
    }
  }
  const { rows, features } = table.set
  const here = theirs.train.length > 0
  for (const what of ['train', 'explain'] as const)
    say('learn', {
      what,
      rows,
      features,
      n: repeats,
      cpu_s: median(ours[what]),
      xgboost_cpu_s: here ? median(theirs[what]) : null,
      over_xgboost: here ? median(ours[what]) / median(theirs[what]) : null,
    })
  say('learn', { what: 'session of 5 folds', rows, features, n: repeats, cpu_s: median(ours.session) })
}

const { values } = parseArgs({
  options: { steps: { type: 'string' }, repeats: { type: 'string' }, help: { type: 'boolean' } },
})
const STEPS = {
  tables,
  koi,
  one,
  stored,
  jobs,
  learn,
  'light-curve': (repeats: number) => lightCurveStep({ repeats, folder, root, say }),
  picture: (repeats: number) => pictureStep({ repeats, root, say }),
  coding: (repeats: number) => withTarget(vouch, (target) => codingStep(target, { repeats, folder, files: 3, say })),
  'coding-million': (repeats: number) =>
    withTarget(vouch, (target) => codingStep(target, { repeats, folder, files: 10, say })),
  million,
}
const isStep = (name: string): name is keyof typeof STEPS => Object.hasOwn(STEPS, name)
const asked = (values.steps ?? 'tables,koi,one,stored,jobs,learn,light-curve,picture,coding,million').split(',')
if (values.help || !asked.every(isStep)) console.log(USAGE)
else {
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
  console.log(
    `vouch ${version}, node ${process.version}, ${cpus().length} cores, ${real.simulated ? 'simulated rows' : 'rows of the KOI table'}; medians of n, ratios of one run`,
  )
  try {
    for (const step of asked) if (isStep(step)) await STEPS[step](Number(values.repeats ?? 5))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
