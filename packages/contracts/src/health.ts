import { z } from 'zod'

export const Health = z.object({
  status: z.enum(['healthy', 'degraded']),
  models_loaded: z.array(z.string()),
  version: z.string(),
  uptime_seconds: z.number().min(0),
  /** What keeps the records: `pglite` lies in `VOUCH_HOME`, `postgresql` is a server. */
  database: z.enum(['pglite', 'postgresql']),
})
export type Health = z.infer<typeof Health>

export const Liveness = z.object({ status: z.literal('alive') })
export type Liveness = z.infer<typeof Liveness>

/** Readiness, model by model: one that failed its self-test says why and is not served; the others are. */
export const Readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unready']),
  models: z.array(z.object({ id: z.string(), status: z.enum(['ready', 'failed']), reason: z.string().nullable() })),
})
export type Readiness = z.infer<typeof Readiness>

/** What this is, for who finds the API first. */
export const Project = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  docs: z.string(),
  openapi: z.string(),
  health: z.string(),
})
export type Project = z.infer<typeof Project>

export const ServerStatus = z.object({
  status: z.enum(['healthy', 'degraded']),
  models_loaded: z.array(z.string()),
  jobs_waiting: z.int().min(0),
  trainings_running: z.int().min(0),
  uptime_seconds: z.number().min(0),
})
export type ServerStatus = z.infer<typeof ServerStatus>

export const AboutProject = Project.extend({
  licence: z.string(),
  model_types: z.array(z.string()),
  datasets: z.array(z.object({ id: z.string(), name: z.string(), licence: z.string() })),
})
export type AboutProject = z.infer<typeof AboutProject>

export const About = z.object({ message: z.string(), version: z.string(), docs: z.string(), health: z.string() })
export type About = z.infer<typeof About>
