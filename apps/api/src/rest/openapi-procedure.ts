import { ERRORS, ErrorCode } from '@vouch/contracts/error'
import { z } from 'zod'
import type { Settings } from '../env.ts'
import { formSchema, type Json } from './json-schema.ts'
import type { ListedProcedure } from './list-procedures.ts'
import { securityOf } from './openapi-security.ts'

const SCHEMAS = '#/components/schemas/'
/** Any request may meet these. */
const EVERYWHERE: readonly ErrorCode[] = ['failure', 'unavailable', 'too_many', 'unauthorized']

export interface ProcedureSchemas {
  /** the schema of one procedure's input as clients send it; `fields` is the same, never a reference */
  readonly input: Json
  readonly fields: Json
  readonly output: Json
}

/** One procedure as an operation of OpenAPI; `alias` counts the paths that lead to it. */
export function procedureOperation(
  procedure: ListedProcedure,
  schemas: ProcedureSchemas,
  { alias, auth }: { alias: number; auth: Settings['AUTH'] },
): Json {
  const { path, rest, access, scope } = procedure
  const fields = fieldsOf(procedure, schemas)
  const parameters = [...fields.parameters, ...(rest.method === 'GET' ? [] : [IDEMPOTENCY_KEY])]
  return {
    operationId: path.replaceAll('.', '_') + (alias === 0 ? '' : `_${alias + 1}`),
    tags: [rest.tag],
    summary: rest.summary,
    security: securityOf(access, scope, auth),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(fields.body ? { requestBody: bodyOf(procedure, fields.body, schemas.fields) } : {}),
    responses: { ...successOf(procedure, schemas.output), ...responsesOf(errorsOf(procedure)) },
  }
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and request give the same answer again, and have one effect.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!#-~]+$' },
}

const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), z.json()).optional(),
  required: z.array(z.string()).optional(),
})

/** An input's fields by where they stand: in the path, in the query where there is no body, else in the body. */
function fieldsOf(
  { input, rest, type }: ListedProcedure,
  schemas: ProcedureSchemas,
): { parameters: Json[]; body: Json | null } {
  if (!input) return { parameters: [], body: null }
  if (!(input instanceof z.ZodObject)) return { parameters: [], body: schemas.input }
  const { properties = {}, required = [], ...others } = ObjectSchema.parse(schemas.fields)
  const inPath = (name: string) => rest.path.includes(`{${name}}`)
  const inQuery = rest.method === 'GET' || type === 'subscription'
  const parameters = Object.entries(properties)
    .filter(([name]) => inPath(name) || inQuery)
    .map(([name, property]) => ({
      name,
      in: inPath(name) ? 'path' : 'query',
      required: inPath(name) || required.includes(name),
      schema: property,
    }))
  const left = Object.entries(properties).filter(([name]) => !inPath(name))
  if (inQuery || left.length === 0) return { parameters, body: null }
  if (parameters.length === 0) return { parameters, body: schemas.input }
  const needed = required.filter((name) => !inPath(name))
  const body: Json = {
    ...others,
    properties: Object.fromEntries(left),
    ...(needed.length > 0 ? { required: needed } : {}),
  }
  return { parameters, body }
}

/** A body whose every field may be left out may itself be left out. */
function bodyOf({ rest, input }: ListedProcedure, schema: Json, fields: Json): Json {
  if (rest.form) return { required: true, content: { 'multipart/form-data': { schema: formSchema(schema, rest) } } }
  const types = { json: 'application/json', urlencoded: 'application/x-www-form-urlencoded' } as const
  const content = Object.fromEntries((rest.body ?? ['json']).map((kind) => [types[kind], { schema }]))
  const { required = [] } = ObjectSchema.safeParse(fields).data ?? {}
  const inBody = required.filter((name) => !rest.path.includes(`{${name}}`))
  return { required: inBody.length > 0 || !(input instanceof z.ZodObject), content }
}

function successOf({ rest, type }: ListedProcedure, schema: Json): Record<string, Json> {
  if (type === 'subscription')
    return {
      200: {
        description: 'Events, each with its id',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      204: { description: 'There is nothing more to tell' },
    }
  if (rest.status === 204) return { 204: { description: 'Done' } }
  return {
    [rest.status ?? 200]: { description: 'Done', content: { 'application/json': { schema } } },
    ...(rest.later ? { 202: ACCEPTED } : {}),
  }
}

/** What becomes a job. */
export const ACCEPTED: Json = {
  description: 'It is worked on as a job',
  headers: { Location: { description: 'where the job is seen', schema: { type: 'string' } } },
  content: { 'application/json': { schema: { $ref: `${SCHEMAS}JobAccepted` } } },
}

function errorsOf({ rest, input, access }: ListedProcedure): ErrorCode[] {
  const errors: ErrorCode[] = [...(rest.errors ?? [])]
  if (access !== 'open') errors.push('forbidden')
  if (rest.method !== 'GET') errors.push('bad_request', 'conflict', 'invalid')
  if (input) errors.push('bad_request', 'invalid')
  if (rest.method !== 'GET' && input) errors.push('too_large', 'unsupported_media')
  return errors
}

export function responsesOf(errors: readonly ErrorCode[]): Record<string, Json> {
  const codes = new Set([...errors, ...EVERYWHERE])
  return Object.fromEntries([...codes].map((code) => [ERRORS[code].status, { $ref: `#/components/responses/${code}` }]))
}

/** The answer to every kind of error, once. */
export function problemResponses(): Record<string, Json> {
  const content = { 'application/problem+json': { schema: { $ref: `${SCHEMAS}Problem` } } }
  return Object.fromEntries(
    ErrorCode.options.map((code) => {
      const { status, title } = ERRORS[code]
      const later =
        status === 429 || status === 503 ? { headers: { 'Retry-After': { schema: { type: 'integer' } } } } : {}
      return [code, { description: title, ...later, content }]
    }),
  )
}
