import type { IncomingMessage } from 'node:http'
import { createHash } from 'node:crypto'
import { VouchError } from '@vouch/core/error'
import { bodyArrived } from '../idempotency/body-arrived.ts'
import { JSON_BYTES } from '../limit/admission.ts'

/** @throws VouchError `too_large`, `unsupported_media` for an encoded body, `bad_request` for what is not JSON */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const text = await readText(req)
  try {
    return JSON.parse(text)
  } catch (cause) {
    const place = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined
    const where = place === undefined ? '' : ` (at character ${place})`
    throw new VouchError('bad_request', `The body is not JSON${where}.`)
  }
}

/** A body that is no file. @throws VouchError `too_large`, `unsupported_media` for an encoded one */
export async function readText(req: IncomingMessage): Promise<string> {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new VouchError('unsupported_media', 'A body is taken as it is, without a Content-Encoding.')
  const body = await readBody(req)
  await bodyArrived(req, () => createHash('sha256').update(body).digest('hex'))
  return body.toString('utf8')
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    const tooLarge = () =>
      reject(new VouchError('too_large', `A JSON body may hold ${JSON_BYTES} bytes; send more as a file.`))
    if (Number(req.headers['content-length']) > JSON_BYTES) return tooLarge()
    const brokenOff = () => reject(new VouchError('bad_request', 'The request broke off.'))
    if (req.destroyed && !req.complete) return brokenOff()
    req.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > JSON_BYTES) {
        req.removeAllListeners('data')
        return tooLarge()
      }
      pieces.push(piece)
    })
    req.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)))
    req.on('close', () => {
      if (!req.complete) brokenOff()
    })
    req.on('error', reject)
  })
}
