import * as domainSchemas from '@vouch/contracts/domain'
import * as exoplanetSchemas from '@vouch/contracts/domains/exoplanet'
import { ERRORS, ErrorCode, Fault, Problem } from '@vouch/contracts/error'
import * as healthSchemas from '@vouch/contracts/health'
import * as metricSchemas from '@vouch/contracts/metric'
import * as modelSchemas from '@vouch/contracts/model'
import * as predictionSchemas from '@vouch/contracts/prediction'
import type { AnyRouter } from '@trpc/server'
import { z } from 'zod'
import { VERSION } from '../version.ts'
import { formSchema, type Json } from './json-schema.ts'
import { handMadeOperations } from './openapi-operations.ts'
import { type ListedProcedure, listProcedures } from './list-procedures.ts'

const SCHEMAS = '#/components/schemas/'
/** Any request may meet these. */
const EVERYWHERE: readonly ErrorCode[] = ['failure', 'unavailable']

/** The OpenAPI 3.1 document of every route, from the schemas that the procedures themselves check with. */
export function openApiDocument(router: AnyRouter): Record<string, Json> {
  const procedures = listProcedures(router)
  const schemas = componentSchemas(procedures)
  const paths: Record<string, Record<string, Json>> = {}
  const add = (path: string, method: string, operation: Json) => (paths[path] = { ...paths[path], [method]: operation })
  for (const procedure of procedures) {
    const { method, path, aliases = [] } = procedure.rest
    for (const [i, place] of [path, ...aliases].entries())
      add(place, method.toLowerCase(), operationOf(procedure, schemas, i))
  }
  for (const { path, method, operation } of handMadeOperations(responsesOf)) add(path, method, operation)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vouch',
      version: VERSION,
      description: 'A model makes a call and shows its reasons. The same procedures serve tRPC at /trpc.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: schemas.named, responses: problemResponses() },
  }
}

interface ComponentSchemas {
  readonly named: Record<string, Json>
  /** the schema of one procedure's input as clients send it */
  input(path: string): Json
  output(path: string): Json
}

/** Every schema of the contracts under its own name, and the procedures' inputs and outputs with references to them. */
function componentSchemas(procedures: readonly ListedProcedure[]): ComponentSchemas {
  const modules = [
    domainSchemas,
    exoplanetSchemas,
    healthSchemas,
    metricSchemas,
    modelSchemas,
    predictionSchemas,
    { Problem, Fault, ErrorCode },
  ]
  const byName = new Map<string, z.ZodType>()
  for (const exports of modules)
    for (const [name, value] of Object.entries(exports)) if (value instanceof z.ZodType) byName.set(name, value)
  const inputs = toSchemas(
    byName,
    new Map(procedures.flatMap(({ path, input, rest }) => (input ? [[path, rest.form ?? input]] : []))),
    'input',
  )
  const outputs = toSchemas(byName, new Map(procedures.map(({ path, output }) => [path, output])), 'output')
  const taken = new Set<string>(
    [...byName.keys()].filter((name) => name.endsWith('Input') || name.endsWith('Options') || name === 'Row'),
  )
  const named: Record<string, Json> = {}
  for (const name of [...byName.keys()].sort()) named[name] = (taken.has(name) ? inputs : outputs).get(name) ?? {}
  return { named, input: (path) => inputs.get(path) ?? {}, output: (path) => outputs.get(path) ?? {} }
}

function toSchemas(
  named: ReadonlyMap<string, z.ZodType>,
  own: ReadonlyMap<string, z.ZodType>,
  io: 'input' | 'output',
): Map<string, Json> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of named) registry.add(schema, { id })
  // a schema of the contracts keeps its name; it is then referred to
  for (const [id, schema] of own) if (!registry.has(schema)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => SCHEMAS + id, io, unrepresentable: 'any' })
  const result = new Map<string, Json>()
  for (const [id, schema] of Object.entries(schemas)) result.set(id, withoutAddress(schema))
  for (const [id, schema] of own) {
    const known = registry.get(schema)?.id ?? id
    // two procedures may share a schema that has no name of its own
    if (known !== id) result.set(id, named.has(known) ? { $ref: SCHEMAS + known } : (result.get(known) ?? {}))
  }
  return result
}

/** Inside of a document a schema needs no address of its own. */
function withoutAddress(schema: unknown): Json {
  const plain: unknown = JSON.parse(JSON.stringify(schema))
  const { $schema: _, $id: __, ...rest } = Json.parse(plain)
  return rest
}

const Json: z.ZodType<Record<string, Json>> = z.record(z.string(), z.json())

function operationOf(procedure: ListedProcedure, schemas: ComponentSchemas, alias: number): Json {
  const { path, rest, input } = procedure
  const parameters =
    input instanceof z.ZodObject && rest.method === 'GET' ? parametersOf(rest.path, schemas.input(path)) : []
  const body =
    rest.method === 'POST' && input ? { requestBody: bodyOf(rest.form !== undefined, schemas.input(path)) } : {}
  const errors: ErrorCode[] = [...(rest.errors ?? []), ...(input ? (['bad_request', 'invalid'] as const) : [])]
  if (rest.method === 'POST' && input) errors.push('too_large', 'unsupported_media')
  return {
    operationId: path.replaceAll('.', '_') + (alias === 0 ? '' : `_${alias + 1}`),
    tags: [rest.tag],
    summary: rest.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...body,
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: schemas.output(path) } } },
      ...responsesOf(errors),
    },
  }
}

function parametersOf(path: string, schema: Json): Json[] {
  const { properties = {}, required = [] } = ObjectSchema.parse(schema)
  return Object.entries(properties).map(([name, property]) => {
    const inPath = path.includes(`{${name}}`)
    return { name, in: inPath ? 'path' : 'query', required: inPath || required.includes(name), schema: property }
  })
}

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.json()).optional(),
  required: z.array(z.string()).optional(),
})

function bodyOf(isForm: boolean, schema: Json): Json {
  if (!isForm) return { required: true, content: { 'application/json': { schema } } }
  return { required: true, content: { 'multipart/form-data': { schema: formSchema(schema) } } }
}

function responsesOf(errors: readonly ErrorCode[]): Record<string, Json> {
  const codes = new Set([...errors, ...EVERYWHERE])
  return Object.fromEntries([...codes].map((code) => [ERRORS[code].status, { $ref: `#/components/responses/${code}` }]))
}

function problemResponses(): Record<string, Json> {
  const content = { 'application/problem+json': { schema: { $ref: `${SCHEMAS}Problem` } } }
  return Object.fromEntries(ErrorCode.options.map((code) => [code, { description: ERRORS[code].title, content }]))
}
