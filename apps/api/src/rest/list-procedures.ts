import type { AnyRouter } from '@trpc/server'
import { z } from 'zod'
import type { Access } from '../account/caller.ts'
import { type Needs, scopeOf } from '../account/check-access.ts'
import type { Meta, RestRoute } from '../trpc.ts'

export interface ListedProcedure {
  /** `exoplanet.predict` */
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly access: Access
  readonly scope: Needs['scope']
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
    const { rest, access, scope } = isMeta(meta) ? meta : { rest: null, access: null, scope: undefined }
    const [input = null] = Array.isArray(inputs) ? inputs : []
    const knownInput = input === null || input instanceof z.ZodType
    if (!rest || !access || !(output instanceof z.ZodType) || !knownInput || !isType(type))
      throw new Error(`Procedure ${path} needs an input and output of zod who may call it, and its place on REST.`)
    return { path, type, access, scope: scope ?? scopeOf(access, type !== 'mutation'), rest, input, output }
  })
}

function definition(procedure: unknown): Readonly<Record<string, unknown>> {
  if (typeof procedure !== 'function' || !('_def' in procedure)) return {}
  // oxlint-disable-next-line no-underscore-dangle -- tRPC's own name
  const found = procedure._def
  return typeof found === 'object' && found !== null ? { ...found } : {}
}

function isType(type: unknown): type is ListedProcedure['type'] {
  return type === 'query' || type === 'mutation' || type === 'subscription'
}

function isMeta(meta: unknown): meta is Meta {
  return typeof meta === 'object' && meta !== null && 'rest' in meta && 'access' in meta
}
