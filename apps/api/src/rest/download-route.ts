import { join } from 'node:path'
import { z } from 'zod'
import { DomainId } from '@vouch/contracts/domain'
import type { FileBytes } from '../file/file-store.ts'
import { addressKey } from '../limit/client-address.ts'
import { PIECE_ROWS } from '../prediction/export-calls.ts'
import { openPrediction } from '../prediction/open-prediction.ts'
import type { StoredSubmission } from '../prediction/store.ts'
import { tableDeadlineMs } from '../prediction/table-deadline.ts'
import { noteShown } from '../review/sights.ts'
import { coerceTexts } from './coerce-texts.ts'
import type { Exchange, Route } from './route.ts'
import { sendFile } from './send.ts'
import { sendPieces } from './send-pieces.ts'

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const

export const DownloadQuery = z.object({ format: z.enum(['csv', 'ndjson', 'parquet']).default('csv') })

const PIECE_MS = 30_000

/** All calls of a prediction, streamed: memory does not grow with the rows, however slowly the client reads. */
export const downloadRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/predictions/{id}/download',
  operation: 'prediction.download',
  async handle({ req, res, services, caller, requestId, params, query }) {
    const { format } = DownloadQuery.parse(coerceTexts(DownloadQuery, query))
    const id = params.find(([name]) => name === 'id')?.[1] ?? ''
    const submission = await openPrediction({ services, caller, requestId }, id)
    const what = { rows: 'all', shown: 'call' } as const
    const blind = [...(await noteShown(services.database.sql, caller.accountId, submission, what))]
    const file = await services.files.open(submission.callsSha256)
    const begin = () => {
      res.setHeader('content-type', TYPES[format])
      res.setHeader('content-disposition', contentDisposition(submission.uploadName, format))
      res.setHeader('cache-control', 'no-store')
    }
    if (format === 'parquet' && blind.length === 0) {
      begin()
      return sendFile({ req, res }, file)
    }
    if (req.method === 'HEAD') {
      begin()
      return void res.end()
    }
    const client = caller.accountId ?? addressKey(caller.address)
    const leave = await services.downloads.enter({ weight: 1, client, res })
    try {
      begin()
      if (format === 'parquet') await sendBlind({ req, res, services }, submission, { file, blind })
      else await sendPieces(res, exportPieces(services, submission, { file, format, blind }))
    } finally {
      leave()
    }
  },
}

/** The file of the calls made anew, without those that the reader is to judge blind. */
async function sendBlind(
  { req, res, services }: Pick<Exchange, 'req' | 'res' | 'services'>,
  submission: StoredSubmission,
  { file, blind }: { file: FileBytes; blind: readonly number[] },
): Promise<void> {
  const folder = await services.files.createWorkFolder()
  try {
    const path = join(folder.path, 'calls.parquet')
    const domain = DomainId.parse(submission.domain)
    const task = { kind: 'blind', domain, file, rows: blind, path } as const
    await services.readers.run(task, { deadlineMs: tableDeadlineMs(services.limits.bytes) })
    await sendFile({ req, res }, { path })
  } finally {
    await folder.remove()
  }
}

/** The next piece is made when the client has taken the last, and no thread waits for a slow one. */
async function* exportPieces(
  services: Exchange['services'],
  submission: StoredSubmission,
  { file, format, blind }: { file: FileBytes; format: 'csv' | 'ndjson'; blind: readonly number[] },
): AsyncGenerator<Uint8Array, void, undefined> {
  const domain = DomainId.parse(submission.domain)
  for (let from = 0; from < submission.rows; from += PIECE_ROWS) {
    const task = { kind: 'export', domain, file, format, from, blind } as const
    const piece = await services.clerks.run(task, { deadlineMs: PIECE_MS })
    if (!(piece instanceof Uint8Array)) throw new Error('A reader gave no piece of a download.')
    yield piece
  }
}

/** RFC 6266: a plain name for old clients, the real one encoded for the others. */
export function contentDisposition(uploadName: string, format: string): string {
  const stem =
    (uploadName.split(/[\\/]/).pop() ?? '').replace(/\.(csv|tsv|txt|xlsx|parquet|json)(\.gz)?$/i, '').slice(0, 100) ||
    'upload'
  const name = `${stem}-calls.${format}`
  const plain = name.replaceAll(/[^\w.-]/g, '_')
  const encoded = encodeURIComponent(Buffer.from(name).toString()).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
