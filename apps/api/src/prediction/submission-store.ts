import { randomUUID } from 'node:crypto'
import { access, constants, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { VouchError } from '@vouch/core/error'
import { parsePredictionId } from './prediction-id.ts'
import { CALLS, RECEIPT } from './calls-file.ts'
import { SubmissionRecord } from './receipt.ts'
import { syncPath } from './sync-path.ts'

/** A folder for the files of one request, gone when the request is. */
export interface WorkFolder {
  readonly path: string
  remove(): Promise<void>
}

export interface StoredSubmission {
  readonly id: string
  readonly record: SubmissionRecord
  /** the whole of `receipt.json` */
  readonly receipt: unknown
  readonly callsPath: string
  readonly uploadPath: string
}

/** Submissions as files under one folder. What is there is whole: it is made elsewhere, synced, and moved into place. */
export interface SubmissionStore {
  readonly home: string
  createWorkFolder(): Promise<WorkFolder>
  /** Moves an upload and the synced folder of a prediction's files into place; durable when it resolves. */
  publish(id: string, files: { upload: string; sha256: string; folder: string }): Promise<void>
  /** @throws VouchError `not_found` */
  open(id: string): Promise<StoredSubmission>
}

/** @throws Error with one clear line when the folder cannot be written to */
export async function openStore(home: string): Promise<SubmissionStore> {
  const folders = { tmp: join(home, 'tmp'), uploads: join(home, 'uploads'), predictions: join(home, 'predictions') }
  try {
    for (const folder of [...Object.values(folders), join(home, 'catalogues')]) await mkdir(folder, { recursive: true })
    await access(home, constants.W_OK)
  } catch (cause) {
    throw new Error(`VOUCH_HOME is ${home}, which cannot be written to.`, { cause })
  }
  const own = join(folders.tmp, String(process.pid))
  await removeLeftovers(folders.tmp)
  await mkdir(own, { recursive: true })
  return {
    home,
    async createWorkFolder() {
      const path = join(own, randomUUID())
      await mkdir(path, { recursive: true })
      return { path, remove: () => rm(path, { recursive: true, force: true }) }
    },
    async publish(id, { upload, sha256, folder }) {
      await syncPath(upload)
      await rename(upload, join(folders.uploads, sha256))
      await rename(folder, join(folders.predictions, parsePredictionId(id)))
      await Promise.all([syncPath(folders.uploads), syncPath(folders.predictions)])
    },
    async open(id) {
      const folder = join(folders.predictions, parsePredictionId(id))
      const receipt = await readReceipt(join(folder, RECEIPT))
      const record = SubmissionRecord.parse(receipt)
      return {
        id,
        record,
        receipt,
        callsPath: join(folder, CALLS),
        uploadPath: join(folders.uploads, record.submission.upload_sha256),
      }
    },
  }
}

async function readReceipt(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new VouchError('not_found', 'There is no such prediction.', [], cause)
    throw cause
  }
}

/** What a process that was killed left behind. A folder is named after its process, so that a living one keeps its own. */
async function removeLeftovers(tmp: string): Promise<void> {
  for (const name of await readdir(tmp)) {
    const pid = Number(name)
    if (pid === process.pid || !Number.isInteger(pid) || !isAlive(pid))
      await rm(join(tmp, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
