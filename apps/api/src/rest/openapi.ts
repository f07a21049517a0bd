import * as accountSchemas from '@vouch/contracts/account'
import * as auditSchemas from '@vouch/contracts/audit'
import * as datasetSchemas from '@vouch/contracts/dataset'
import * as domainSchemas from '@vouch/contracts/domain'
import * as exoplanetSchemas from '@vouch/contracts/domains/exoplanet'
import * as lightCurveSchemas from '@vouch/contracts/domains/light-curve'
import * as injectionSchemas from '@vouch/contracts/domains/injection'
import * as heartSchemas from '@vouch/contracts/domains/heart'
import * as codingSchemas from '@vouch/contracts/domains/coding'
import * as codingCostSchemas from '@vouch/contracts/domains/coding-costs'
import * as codingDistributionSchemas from '@vouch/contracts/domains/coding-distribution'
import * as codingMetricSchemas from '@vouch/contracts/domains/coding-metrics'
import * as skinSchemas from '@vouch/contracts/domains/skin'
import * as otherSchemas from '@vouch/contracts/domains/other'
import { ErrorCode, Fault, Problem } from '@vouch/contracts/error'
import * as healthSchemas from '@vouch/contracts/health'
import * as jobSchemas from '@vouch/contracts/job'
import * as learnerSchemas from '@vouch/contracts/learner'
import * as measurementSchemas from '@vouch/contracts/measurement'
import * as clinicSchemas from '@vouch/contracts/clinic'
import * as measureSchemas from '@vouch/contracts/measure'
import * as metricSchemas from '@vouch/contracts/metric'
import * as modelSchemas from '@vouch/contracts/model'
import * as modelImportSchemas from '@vouch/contracts/model-import'
import * as outcomeSchemas from '@vouch/contracts/outcome'
import * as outcomeTableSchemas from '@vouch/contracts/outcome-table'
import * as patientSchemas from '@vouch/contracts/patient'
import * as predictionSchemas from '@vouch/contracts/prediction'
import * as reviewSchemas from '@vouch/contracts/review'
import * as submissionSchemas from '@vouch/contracts/submission'
import * as trainingSchemas from '@vouch/contracts/training'
import type { AnyRouter } from '@trpc/server'
import { z } from 'zod'
import type { Settings } from '../env.ts'
import { VERSION } from '../version.ts'
import type { Json } from './json-schema.ts'
import { handMadeOperations } from './openapi-operations.ts'
import { type ListedProcedure, listProcedures } from './list-procedures.ts'
import { problemResponses, procedureOperation, type ProcedureSchemas, responsesOf } from './openapi-procedure.ts'
import { SECURITY_SCHEMES, securityOf } from './openapi-security.ts'

const SCHEMAS = '#/components/schemas/'

/** The OpenAPI 3.1 document of every route, from the schemas that the procedures themselves check with. */
export function openApiDocument(router: AnyRouter, auth: Settings['AUTH']): Record<string, Json> {
  const procedures = listProcedures(router)
  const schemas = componentSchemas(procedures)
  const paths: Record<string, Record<string, Json>> = {}
  const add = (path: string, method: string, operation: Json) => (paths[path] = { ...paths[path], [method]: operation })
  for (const procedure of procedures) {
    const { method, path, aliases = [] } = procedure.rest
    for (const [i, place] of [path, ...aliases].entries())
      add(place, method.toLowerCase(), procedureOperation(procedure, schemas.of(procedure.path), { alias: i, auth }))
  }
  const security = securityOf('anyone', 'predict', auth)
  for (const { path, method, operation } of handMadeOperations(responsesOf))
    add(path, method, { security, ...operation })
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
    components: { schemas: schemas.named, responses: problemResponses(), securitySchemes: SECURITY_SCHEMES },
  }
}

interface ComponentSchemas {
  readonly named: Record<string, Json>
  of(procedure: string): ProcedureSchemas
}

/** Every schema of the contracts under its own name, and the procedures' inputs and outputs with references to them. */
function componentSchemas(procedures: readonly ListedProcedure[]): ComponentSchemas {
  const modules = [
    accountSchemas,
    auditSchemas,
    datasetSchemas,
    jobSchemas,
    learnerSchemas,
    domainSchemas,
    exoplanetSchemas,
    lightCurveSchemas,
    injectionSchemas,
    heartSchemas,
    skinSchemas,
    codingSchemas,
    codingCostSchemas,
    codingDistributionSchemas,
    codingMetricSchemas,
    otherSchemas,
    submissionSchemas,
    healthSchemas,
    measurementSchemas,
    clinicSchemas,
    measureSchemas,
    metricSchemas,
    modelSchemas,
    modelImportSchemas,
    outcomeSchemas,
    outcomeTableSchemas,
    patientSchemas,
    predictionSchemas,
    reviewSchemas,
    trainingSchemas,
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
  return {
    named,
    of(path) {
      const input = inputs.get(path) ?? {}
      return { input, fields: resolve(input, inputs), output: outputs.get(path) ?? {} }
    },
  }
}

/** What has no name and refers to itself is `z.json()`: whatever JSON there is. */
const ANY_JSON = /\{"\$ref":"[^"]*__shared#[^"]*"\}/g

function resolve(schema: Json, known: ReadonlyMap<string, Json>): Json {
  const ref = z.object({ $ref: z.string() }).safeParse(schema).data?.$ref
  return ref === undefined ? schema : (known.get(ref.slice(SCHEMAS.length)) ?? {})
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
  const plain: unknown = JSON.parse(JSON.stringify(schema).replaceAll(ANY_JSON, '{}'))
  const { $schema: _, $id: __, ...rest } = Json.parse(plain)
  return rest
}

const Json: z.ZodType<Record<string, Json>> = z.record(z.string(), z.json())
