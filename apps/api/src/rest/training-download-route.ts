import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { VouchError } from '@vouch/core/error'
import { openTrained } from '../training/trainings.ts'
import { coerceTexts } from './coerce-texts.ts'
import type { Exchange, Route } from './route.ts'
import { sendJson } from './send.ts'

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
    await sendFile({ req, res, services }, sha256, () => {
      res.setHeader('content-type', type)
      attach(name)
    })
  },
}

async function sendFile(
  { req, res, services }: Pick<Exchange, 'req' | 'res' | 'services'>,
  sha256: string,
  describe: () => void,
): Promise<void> {
  const file = await services.files.open(sha256)
  describe()
  res.setHeader('cache-control', 'no-store')
  res.setHeader('content-length', 'path' in file ? (await stat(file.path)).size : file.content.length)
  if (req.method === 'HEAD') return void res.end()
  if ('path' in file) await pipeline(createReadStream(file.path), res)
  else res.end(file.content)
}
