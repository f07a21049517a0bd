import type { AnyRouter } from '@trpc/server'
import { z } from 'zod'
import type { Meta, RestRoute } from '../trpc.ts'

export interface ListedProcedure {
  /** `exoplanet.predict` */
  readonly path: string
  readonly type: 'query' | 'mutation'
  readonly rest: RestRoute
  /** null for one that takes nothing */
  readonly input: z.ZodType | null
  readonly output: z.ZodType
}

/** Every procedure with its schemas and its place on REST. @throws Error naming one that lacks any of them */
export function listProcedures(router: AnyRouter): ListedProcedure[] {
  // oxlint-disable-next-line no-underscore-dangle -- tRPC's own name
  return Object.entries(router._def.procedures).map(([path, procedure]) => {
    const { type, meta, inputs, output } = definition(procedure)
    const rest = isMeta(meta) ? meta.rest : null
    const [input = null] = Array.isArray(inputs) ? inputs : []
    const knownInput = input === null || input instanceof z.ZodType
    if (!rest || !(output instanceof z.ZodType) || !knownInput || (type !== 'query' && type !== 'mutation'))
      throw new Error(`Procedure ${path} needs an input and output of zod and its place on REST.`)
    return { path, type, rest, input, output }
  })
}

function definition(procedure: unknown): Readonly<Record<string, unknown>> {
  if (typeof procedure !== 'function' || !('_def' in procedure)) return {}
  // oxlint-disable-next-line no-underscore-dangle -- tRPC's own name
  const found = procedure._def
  return typeof found === 'object' && found !== null ? { ...found } : {}
}

function isMeta(meta: unknown): meta is Meta {
  return typeof meta === 'object' && meta !== null && 'rest' in meta
}
