import { z } from 'zod'
import { VouchError } from '@vouch/core/error'
import { openTrained } from '../training/trainings.ts'
import { coerceTexts } from './coerce-texts.ts'
import type { Route } from './route.ts'
import { sendFile, sendJson } from './send.ts'

export const TrainingDownloadQuery = z.object({
  part: z.enum(['model', 'manifest', 'calls', 'report']).default('model'),
})

const FILES = {
  model: { type: 'application/octet-stream', name: 'model.onnx' },
  calls: { type: 'application/vnd.apache.parquet', name: 'calls.parquet' },
} as const

/** What a training made: its graph, its manifest, every row's call by a model that did not see it, and what it found. */
export const trainingDownloadRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/download/{id}',
  operation: 'training.download',
  async handle({ res, req, services, caller, params, query }) {
    const { part } = TrainingDownloadQuery.parse(coerceTexts(TrainingDownloadQuery, query))
    const id = params.find(([name]) => name === 'id')?.[1] ?? ''
    const { manifest, result, graphSha256, row } = await openTrained(services, caller, id)
    const attach = (name: string) =>
      res.setHeader('content-disposition', `attachment; filename="${manifest.id}-${name}"`)
    if (part === 'manifest' || part === 'report') {
      attach(`${part}.json`)
      return sendJson(res, JSON.stringify(part === 'manifest' ? manifest : { session_id: id, ...result }, null, 1))
    }
    const sha256 = part === 'model' ? graphSha256 : row.callsSha256
    if (sha256 === null) throw new VouchError('failure', 'What a training made is not there.')
    const { type, name } = FILES[part]
    const file = await services.files.open(sha256)
    res.setHeader('content-type', type)
    attach(name)
    await sendFile({ req, res }, file)
  },
}
