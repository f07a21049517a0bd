import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { VouchError } from '@vouch/core/error'
import busboy from 'busboy'
import { bodyArrived } from '../idempotency/body-arrived.ts'
import { StoredFile } from '../file/stored-file.ts'
import type { Services } from '../services.ts'
import { isPicture } from '@vouch/core/image/picture-kind'
import { pipeInTurns } from './pipe-in-turns.ts'

/** More than any form of ours needs, and few enough to be read by anyone; files beside those that a form takes. */
const LIMITS = { files: 3, fields: 50, parts: 60, fieldSize: 10_000, fieldNameSize: 200, headerPairs: 50 }
/** Written at once: the pieces that come from the network are small, and every write is a journey to another thread. */
const WRITE_BYTES = 1 << 20
/** Pictures are smaller than tables. */
const PICTURE_BYTES = 8 << 20

/** How many files may stand under which names of a form. */
export type FormFiles = Readonly<Record<string, number>>

/** Unless it says otherwise. */
const ONE_FILE: FormFiles = { file: 1 }

/**
 * Receives a form whose files go straight to disk, and hands it to `work` as a `FormData`. The limit of those of one name is
 * enforced while the bytes come; they are gone when `work` has ended. Files under other names than `files` are left out.
 */
export async function withForm<T>(
  req: IncomingMessage,
  services: Services,
  work: (form: FormData) => Promise<T>,
  files: FormFiles = ONE_FILE,
): Promise<T> {
  const folder = await services.files.createWorkFolder()
  try {
    const form = await receive(req, { files, folder: folder.path, limit: services.limits.bytes })
    await bodyArrived(req, () => formHash(form))
    return await work(form)
  } finally {
    await folder.remove()
  }
}

/** Of what a form says: not of its bytes, whose boundaries are new each time it is sent. */
function formHash(form: FormData): string {
  const said = [...form].map(([name, value]) => [
    name,
    value instanceof StoredFile ? { name: value.name, sha256: value.sha256 } : typeof value === 'string' ? value : null,
  ])
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

interface Receiving {
  readonly files: FormFiles
  readonly folder: string
  readonly limit: number
}

function receive(req: IncomingMessage, { files, folder, limit }: Receiving): Promise<FormData> {
  return new Promise((resolve, reject) => {
    const parser = openParser(req, files)
    // in the order in which they were sent, whichever file is on the disk first; null: nothing was chosen there
    const parts: ([name: string, value: string | File] | null)[] = []
    const saving: Promise<void>[] = []
    const taken = new Map<string, Budget>()
    const fail = (error: unknown) => {
      stop()
      // a file's end may still wait for bytes that will not come
      parser.destroy()
      reject(error)
    }
    parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (nameTruncated || valueTruncated) fail(tooLong(name))
      else parts.push([name, value])
    })
    parser.on('file', (name, stream, { filename }) => {
      // it may break off before anyone reads it, and an error that nobody hears ends the process; the parser tells too
      stream.on('error', () => undefined)
      const most = Object.hasOwn(files, name) ? (files[name] ?? 0) : 0
      const budget = taken.get(name) ?? { files: 0, left: limit }
      if (budget.files >= most) {
        stream.resume()
        if (most > 0) parts.push([name, new File([], 'another')])
        return
      }
      budget.files++
      taken.set(name, budget)
      const path = join(folder, `upload-${saving.length}`)
      const place = parts.push(null) - 1
      const keep = async () => {
        const stored = await save(stream, path, { name, limit, budget })
        // a browser sends nothing under no name where no file was chosen
        if (stored.bytes > 0 || filename)
          parts[place] = [name, new StoredFile({ ...stored, path, name: filename || 'upload' })]
      }
      const saved = keep()
      saving.push(saved)
      saved.catch(fail)
    })
    for (const event of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      parser.on(event, () => fail(new VouchError('bad_request', 'The form has too many parts.')))
    parser.on('error', (cause) =>
      fail(new VouchError('bad_request', 'The form cannot be read: it is broken off or not well formed.', [], cause)),
    )
    parser.on('close', () => {
      Promise.all(saving).then(() => resolve(toForm(parts)), reject)
    })
    const brokenOff = () => {
      if (!req.complete) fail(new VouchError('bad_request', 'The request broke off.'))
    }
    req.on('close', brokenOff)
    const stop = pipeInTurns(req, parser)
    // it may have broken off while its folder was being made
    if (req.destroyed) brokenOff()
  })
}

function toForm(parts: readonly ([name: string, value: string | File] | null)[]): FormData {
  const form = new FormData()
  for (const part of parts) if (part) form.append(...part)
  return form
}

/** What one name of a form has taken, and how many bytes are left for it. */
interface Budget {
  files: number
  left: number
}

function openParser(req: IncomingMessage, files: FormFiles): busboy.Busboy {
  const most = Object.values(files).reduce((sum, count) => sum + count, 0)
  const limits = { ...LIMITS, files: LIMITS.files + most, parts: LIMITS.parts + most }
  try {
    return busboy({ headers: req.headers, limits, defParamCharset: 'utf8' })
  } catch (cause) {
    throw new VouchError('bad_request', 'The form’s Content-Type names no boundary.', [], cause)
  }
}

async function save(
  stream: Readable,
  path: string,
  { name, limit, budget }: { readonly name: string; readonly limit: number; readonly budget: Budget },
): Promise<{ sha256: string; bytes: number }> {
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  let bytes = 0
  let allowed = limit
  let held: Buffer[] = []
  let written = 0
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (bytes === 0 && isPicture(piece)) allowed = Math.min(limit, PICTURE_BYTES)
      bytes += piece.length
      budget.left -= piece.length
      if (bytes > allowed || budget.left < 0) throw tooLarge(name, allowed)
      hash.update(piece)
      held.push(piece)
      if (bytes - written < WRITE_BYTES) continue
      await file.writev(held)
      held = []
      written = bytes
    }
    if (held.length > 0) await file.writev(held)
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

function tooLarge(field: string, limit: number): VouchError {
  const megabytes = Math.round((limit / 2 ** 20) * 1000) / 1000
  return new VouchError('too_large', `The file is larger than ${megabytes} MB, the largest that is taken.`, [
    { field, message: `larger than ${megabytes} MB` },
  ])
}

function tooLong(name: string): VouchError {
  return new VouchError('invalid', 'A field of the form is too long.', [
    { field: name.slice(0, 200), message: 'too long' },
  ])
}
