import type { IncomingMessage } from 'node:http'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { VouchError } from '@vouch/core/error'
import { bodyArrived } from '../idempotency/body-arrived.ts'
import { JSON_BYTES } from '../limit/admission.ts'
import { encodingOf } from '../request-body.ts'

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

/** A body that is no file, unpacked. @throws VouchError `too_large`, `bad_request`, `unsupported_media` for one packed otherwise than with gzip */
export async function readText(req: IncomingMessage): Promise<string> {
  const encoding = encodingOf(req)
  if (encoding !== null && encoding !== 'gzip')
    throw new VouchError('unsupported_media', 'A body is taken as it is or packed with gzip, and with nothing else.')
  const sent = await readBody(req)
  const body = encoding === null ? sent : await unpack(sent)
  await bodyArrived(req, () => createHash('sha256').update(body).digest('hex'))
  return body.toString('utf8')
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

const gunzipBody = promisify(gunzip)

/** Unpacked it may be no larger than one that comes as it is: a bomb is refused as soon as it shows. */
async function unpack(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipBody(body, { maxOutputLength: JSON_BYTES })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw new VouchError(
      'bad_request',
      'The body is said to be packed with gzip, and is damaged or cut off.',
      [],
      cause,
    )
  }
}

function tooLarge(): VouchError {
  return new VouchError('too_large', `A JSON body may hold ${JSON_BYTES} bytes; send more as a file.`)
}

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    if (Number(req.headers['content-length']) > JSON_BYTES) return reject(tooLarge())
    const brokenOff = () => reject(new VouchError('bad_request', 'The request broke off.'))
    if (req.destroyed && !req.complete) return brokenOff()
    req.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > JSON_BYTES) {
        req.removeAllListeners('data')
        return reject(tooLarge())
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
