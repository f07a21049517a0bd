import type { ErrorCode } from '@vouch/contracts/error'
import { formSchema, type Json } from './json-schema.ts'

interface HandMade {
  readonly path: string
  readonly method: 'get' | 'post'
  readonly operation: Json
}

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
          'Up to 20,000 rows the answer holds every call; above, those of the first 1,000 rows and `next_cursor` for /api/predictions/{id}/calls.',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': { schema: { oneOf: [formSchema(ref('PredictTableOptions'))] } },
            'application/json': { schema: { oneOf: [ref('PredictInput')] } },
          },
        },
        responses: {
          200: {
            description: 'The calls',
            content: { 'application/json': { schema: { oneOf: [ref('PredictOutput')] } } },
          },
          ...responsesOf(['bad_request', 'not_found', 'too_large', 'unsupported_media', 'invalid']),
        },
      },
    },
    {
      path: '/api/exoplanet/sample.csv',
      method: 'get',
      operation: {
        operationId: 'exoplanet_sample_csv',
        tags: ['exoplanet'],
        summary: 'A simulated table to try with, as a file',
        responses: {
          200: { description: 'The table', content: { 'text/csv': { schema: { type: 'string' } } } },
          ...responsesOf([]),
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
          ...responsesOf(['not_found', 'invalid']),
        },
      },
    },
  ]
}
