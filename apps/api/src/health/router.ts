import { setTimeout as sleep } from 'node:timers/promises'
import { AboutProject, Health, Liveness, Project, Readiness, ServerStatus } from '@vouch/contracts/health'
import { VouchError } from '@vouch/core/error'
import { listLearners } from '@vouch/core/learn/learners'
import { ARCHIVE_TABLES } from '../domains/archive-tables.ts'
import type { Services } from '../services.ts'
import { procedure, router } from '../trpc.ts'
import { VERSION } from '../version.ts'

const rest = { method: 'GET', tag: 'health' } as const

const project: Project = {
  name: 'Vouch',
  version: VERSION,
  description: 'A model makes a call and shows its reasons; an expert gives a verdict; time gives the outcome.',
  docs: '/docs',
  openapi: '/openapi.json',
  health: '/api/health',
}

export const healthRouter = router({
  project: procedure
    .meta({ access: 'open', rest: { ...rest, path: '/api', summary: 'What this is' } })
    .output(Project)
    .query(() => project),
  about: procedure
    .meta({ access: 'open', rest: { ...rest, path: '/api/about', summary: 'What can be trained, on which tables' } })
    .output(AboutProject)
    .query(() => ({
      ...project,
      licence: 'MIT',
      model_types: listLearners().map(({ model_type }) => model_type),
      datasets: ARCHIVE_TABLES.map(({ id, title, licence }) => ({ id, name: title, licence })),
    })),
  status: procedure
    .meta({ access: 'open', rest: { ...rest, path: '/api/status', summary: 'What the server is doing' } })
    .output(ServerStatus)
    .query(async ({ ctx: { services } }) => {
      const { status, models_loaded, uptime_seconds } = health(services)
      const { count } = await services.jobs.measureWaiting()
      return {
        status,
        models_loaded,
        uptime_seconds,
        jobs_waiting: count,
        trainings_running: services.trainers.load.running,
      }
    }),
  get: procedure
    .meta({
      access: 'open',
      rest: { ...rest, path: '/api/health', aliases: ['/health'], summary: 'How the server is' },
    })
    .output(Health)
    .query(({ ctx }) => health(ctx.services)),
  live: procedure
    .meta({ access: 'open', rest: { ...rest, path: '/api/health/live', summary: 'Whether the process answers' } })
    .output(Liveness)
    .query(() => ({ status: 'alive' as const })),
  ready: procedure
    .meta({
      access: 'open',
      rest: {
        ...rest,
        path: '/api/health/ready',
        summary: 'Which models can be used, and why not',
        errors: ['unavailable'],
      },
    })
    .output(Readiness)
    .query(({ ctx }) => readiness(ctx.services)),
})

function health({ models, database, startedAtMs }: Services): Health {
  const wanted = models.all.filter(({ announced }) => !announced)
  const ready = wanted.filter(({ status }) => status === 'ready')
  const failed = models.all.some(({ status }) => status === 'failed')
  return {
    status: ready.length > 0 && !failed ? 'healthy' : 'degraded',
    models_loaded: ready.map(({ id }) => id),
    version: VERSION,
    uptime_seconds: Math.round((Date.now() - startedAtMs) / 100) / 10,
    database: database.kind,
  }
}

/** @throws VouchError `unavailable` when no model can be used, the database is away, or the server is stopping */
async function readiness({ models, stopping, database }: Services): Promise<Readiness> {
  if (stopping) throw new VouchError('unavailable', 'Vouch is stopping.')
  await answersInTime(database)
  const known = models.all.filter(({ folder, status }) => folder !== null || status === 'failed')
  const rows = known.map(({ id, status, reason }) => ({
    id,
    status: status === 'ready' ? ('ready' as const) : ('failed' as const),
    reason,
  }))
  const ready = rows.filter(({ status }) => status === 'ready').length
  if (ready === 0) {
    const reasons = rows.map(({ id, reason }) => ({ field: id, message: reason ?? 'its self-test has not run yet' }))
    throw new VouchError('unavailable', 'No model can be used.', reasons)
  }
  return { status: ready === rows.length ? 'ready' : 'degraded', models: rows }
}

/** A database that hangs is away, too. */
const PING_MS = 2000

async function answersInTime(database: Services['database']): Promise<void> {
  const late = new AbortController()
  const ping = database.ping()
  try {
    await Promise.race([
      ping,
      sleep(PING_MS, null, { signal: late.signal }).then(() => {
        throw new VouchError('unavailable', 'The database does not answer at the moment.')
      }),
    ])
  } catch (cause) {
    throw cause instanceof VouchError
      ? cause
      : new VouchError('unavailable', 'The database does not answer at the moment.', [], cause)
  } finally {
    late.abort()
    // what comes of it later is of no interest
    ping.catch(() => undefined)
  }
}
