import { CodingSampleQuery, SessionExportQuery } from '@vouch/contracts/domains/coding'
import type { ErrorCode } from '@vouch/contracts/error'
import { z } from 'zod'
import { DOMAINS } from '../domains/domains.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import { formSchema, type Json } from './json-schema.ts'
import { ACCEPTED } from './openapi-procedure.ts'

/** A picture as the file it is. */
const PICTURE = {
  description: 'The picture',
  content: { 'image/png': { schema: { type: 'string', format: 'binary' } } },
} satisfies Json

interface HandMade {
  readonly path: string
  readonly method: 'get' | 'post'
  readonly operation: Readonly<Record<string, Json>>
}

/** Fields that have a table to try with. */
const SAMPLED = Object.values<TableDomain>(DOMAINS).flatMap(({ id, sample }) => (sample === null ? [] : [id]))

/** The few routes that are no procedure: the door that all domains share, and what comes as a file. */
export function handMadeOperations(responsesOf: (errors: readonly ErrorCode[]) => Record<string, Json>): HandMade[] {
  const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
  return [
    {
      path: '/api/predict',
      method: 'post',
      operation: {
        operationId: 'predict',
        tags: ['predictions'],
        summary: 'Call every subject that is sent: the model that is asked for decides, or else the content',
        description:
          'The answer is of the domain of the model (`domain` in it says which): rows are named as a table of that domain is. Up to 20,000 rows the answer holds every call; more rows become a job (202). `Prefer: respond-async` asks for a job for fewer, unless nothing is to be kept.',
        parameters: [
          {
            name: 'Prefer',
            in: 'header',
            required: false,
            description: '`respond-async`: a job instead of an answer that has to be waited for (RFC 7240).',
            schema: { type: 'string' },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: { oneOf: [formSchema(ref('SubmitOptions')), formSchema(ref('SkinOptions'))] },
            },
            'application/json': { schema: { oneOf: [ref('PredictInput')] } },
          },
        },
        responses: {
          200: {
            description: 'The calls',
            content: {
              'application/json': {
                schema: {
                  oneOf: ['Predict', 'HeartPredict', 'SkinPredict', 'OtherPredict'].map((name) => ref(`${name}Output`)),
                },
              },
            },
          },
          202: ACCEPTED,
          ...responsesOf([
            'bad_request',
            'conflict',
            'forbidden',
            'not_found',
            'too_large',
            'unsupported_media',
            'invalid',
          ]),
        },
      },
    },
    ...[...SAMPLED, 'lightcurve'].map((domain): HandMade => ({
      path: `/api/${domain}/sample.csv`,
      method: 'get',
      operation: {
        operationId: `${domain}_sample_csv`,
        tags: [domain],
        summary: 'A simulated table to try with, as a file',
        responses: {
          200: { description: 'The table', content: { 'text/csv': { schema: { type: 'string' } } } },
          ...responsesOf(['forbidden']),
        },
      },
    })),
    {
      path: '/api/skin/sample.png',
      method: 'get',
      operation: {
        operationId: 'skin_sample_png',
        tags: ['skin'],
        summary: 'A drawn lesion to try with, as a file',
        responses: { 200: PICTURE, ...responsesOf(['forbidden']) },
      },
    },
    {
      path: '/api/skin/predictions/{id}/picture',
      method: 'get',
      operation: {
        operationId: 'skin_picture',
        tags: ['skin'],
        summary: 'A picture that was kept',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: PICTURE, ...responsesOf(['forbidden', 'not_found', 'conflict']) },
      },
    },
    {
      path: '/api/coding/ingests/{id}/dead-letters',
      method: 'get',
      operation: {
        operationId: 'coding_dead_letters',
        tags: ['coding'],
        summary: 'The lines that could not be taken in, each with its place and why',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'Lines of JSON', content: { 'application/x-ndjson': { schema: { type: 'string' } } } },
          ...responsesOf(['unauthorized', 'forbidden', 'not_found', 'invalid']),
        },
      },
    },
    {
      path: '/api/sessions/export',
      method: 'get',
      operation: {
        operationId: 'coding_export',
        tags: ['coding'],
        summary: 'The sessions that one may see, as a file',
        parameters: queryParameters(SessionExportQuery),
        responses: {
          200: {
            description: 'The sessions, the newest first unless `order` says otherwise',
            content: {
              'text/csv': { schema: { type: 'string' } },
              'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
            },
          },
          ...responsesOf(['unauthorized', 'invalid', 'unavailable']),
        },
      },
    },
    {
      path: '/api/coding/sample',
      method: 'get',
      operation: {
        operationId: 'coding_sample',
        tags: ['coding'],
        summary: 'Made-up sessions, pull requests or commits to try with, as the file that is taken in',
        parameters: queryParameters(CodingSampleQuery),
        responses: {
          200: {
            description: 'The file',
            content: {
              'application/x-ndjson': { schema: { type: 'string' } },
              'application/json': { schema: { type: 'array', items: { type: 'object' } } },
            },
          },
          ...responsesOf(['invalid']),
        },
      },
    },
    {
      path: '/api/download/{id}',
      method: 'get',
      operation: {
        operationId: 'training_download',
        tags: ['training'],
        summary: 'What a training made: graph, manifest, out-of-fold and test calls, or what it found',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'part',
            in: 'query',
            required: false,
            schema: { type: 'string', enum: ['model', 'manifest', 'calls', 'report'], default: 'model' },
          },
        ],
        responses: {
          200: {
            description: 'The file',
            content: {
              'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
              'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
              'application/json': { schema: { oneOf: [ref('Manifest'), { type: 'object' }] } },
            },
          },
          ...responsesOf(['forbidden', 'not_found', 'conflict', 'invalid']),
        },
      },
    },
    {
      path: '/api/predictions/{id}/download',
      method: 'get',
      operation: {
        operationId: 'prediction_download',
        tags: ['predictions'],
        summary: 'All calls of a prediction as a file',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'format',
            in: 'query',
            required: false,
            schema: { type: 'string', enum: ['csv', 'ndjson', 'parquet'], default: 'csv' },
          },
        ],
        responses: {
          200: {
            description: 'One line or row a row of the upload',
            content: {
              'text/csv': { schema: { type: 'string' } },
              'application/x-ndjson': { schema: { type: 'string' } },
              'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
            },
          },
          ...responsesOf(['forbidden', 'not_found', 'invalid']),
        },
      },
    },
  ]
}

/** A query’s fields, of which none has to be given. */
function queryParameters(query: z.ZodObject): Json[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), z.json()) })
    .parse(z.toJSONSchema(query, { io: 'input' }))
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))
}
