import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import type { Database } from '../db/client.ts'
import type { Settings } from '../env.ts'
import type { PreparedFile } from '../file/file-store.ts'
import { createGroupCommit } from './group-commit.ts'
import type { MadeReceipt, Submission } from './receipt.ts'
import { insertSubmissions, type NewSubmission } from './store.ts'

/** Bytes that one statement carries; a larger submission goes alone. */
const GROUP_BYTES = 4 << 20
const WAITING = 10_000
const SECONDS_A_DAY = 86_400

export type KeepSubmission = (submission: NewSubmission) => Promise<void>

/** Keeps submissions, those that arrive together in one commit: a kept one is durable when its promise resolves. */
export function createKeeper({ sql }: Database): KeepSubmission {
  return createGroupCommit<NewSubmission>({
    write: (submissions) => insertSubmissions(sql, submissions),
    sizeOf: ({ receipt, upload, calls }) =>
      receipt.length + (upload.file.content?.length ?? 0) + (calls.content?.length ?? 0),
    size: GROUP_BYTES,
    isOfAnItem: isOfItsData,
    waiting: WAITING,
  })
}

/** What was made of a submission, its files prepared. */
export interface MadeCalls {
  readonly manifest: Manifest
  readonly receipt: MadeReceipt
  readonly upload: PreparedFile
  readonly calls: PreparedFile
  /** light curves that came with it */
  readonly context?: PreparedFile | null
}

/** A submission as its row will be. @throws Error for one that is not to be kept */
export function newSubmission(
  { ANONYMOUS_RETENTION_DAYS }: Pick<Settings, 'ANONYMOUS_RETENTION_DAYS'>,
  submission: Submission,
  { manifest, receipt, upload, calls, context = null }: MadeCalls,
): NewSubmission {
  const { predictionId: id, accountId, patientId, domain, threshold } = submission
  if (id === null) throw new Error('This submission is not to be kept.')
  const { name, kind } = submission.upload
  return {
    id,
    accountId,
    patientId,
    domain,
    modelId: manifest.id,
    modelVersion: manifest.version,
    modelSha256: manifest.graph.sha256,
    threshold,
    rows: receipt.rows,
    upload: { id: id.replace(/^prd/, 'upl'), name, kind, file: upload },
    calls,
    context,
    inputSha256: receipt.inputSha256,
    contextSha256: receipt.contextSha256,
    receipt: receipt.json,
    keptSeconds: accountId === null && patientId === null ? ANONYMOUS_RETENTION_DAYS * SECONDS_A_DAY : null,
  }
}

/** What one submission is refused for, and SQLSTATE classes of what a row holds (22) and must agree with (23). */
function isOfItsData(error: unknown): boolean {
  if (error instanceof VouchError) return true
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause && /^2[23]/.test(String(cause.code))
}
