import type { IncomingMessage } from 'node:http'
import { VouchError } from '@vouch/core/error'

/** Bytes of a JSON body: some 20,000 rows of ten columns. More belong into a file, which is read beside the event loop. */
export const JSON_BYTES = 8 << 20

/** @throws VouchError `too_large`, `unsupported_media` for an encoded body, `bad_request` for what is not JSON */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new VouchError('unsupported_media', 'A JSON body is taken as it is, without a Content-Encoding.')
  const text = (await readBody(req)).toString('utf8')
  try {
    return JSON.parse(text)
  } catch (cause) {
    const place = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined
    const where = place === undefined ? '' : ` (at character ${place})`
    throw new VouchError('bad_request', `The body is not JSON${where}.`)
  }
}

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    const tooLarge = () =>
      reject(new VouchError('too_large', `A JSON body may hold ${JSON_BYTES} bytes; send more as a file.`))
    if (Number(req.headers['content-length']) > JSON_BYTES) return tooLarge()
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
      if (!req.complete) reject(new VouchError('bad_request', 'The request broke off.'))
    })
    req.on('error', reject)
  })
}
