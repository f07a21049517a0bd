import { VouchError } from '@vouch/core/error'
import type { Services } from '../services.ts'
import type { ContextFile, RowResult, RowTask } from '../worker/read-task.ts'
import type { Upload } from './open-submitted.ts'
import type { StoredSubmission } from './store.ts'

/** An upload is read again up to the row. */
const ROW_MS = 300_000

/** One row of a submission, read again from its upload, with the catalogue that its call was made with. */
export async function readRow(services: Services, submission: StoredSubmission, row: number): Promise<RowResult> {
  const upload = await openUpload(services, submission)
  const context = submission.contextSha256 === null ? null : await sameContext(services, submission.contextSha256)
  return readRowOf(services, { upload, row, model: submission.modelId, context })
}

/** The rows that were sent. @throws VouchError `unsupported_media` where it was a picture */
export async function openUpload(services: Pick<Services, 'files'>, submission: StoredSubmission): Promise<Upload> {
  const { uploadName: name, uploadKind: kind, uploadSha256 } = submission
  if (kind === 'picture') throw new VouchError('unsupported_media', 'This prediction is of a picture: it has no rows.')
  return { file: await services.files.open(uploadSha256), name, kind }
}

/** One row of an upload as its model's domain understands it. */
export async function readRowOf(services: Services, task: Omit<RowTask, 'kind'>): Promise<RowResult> {
  const result = await services.clerks.run({ kind: 'row', ...task }, { deadlineMs: ROW_MS })
  if (typeof result !== 'object' || result === null || !('catalogue' in result))
    throw new Error('A reader gave no row.')
  return result
}

/** What is not of the row is only that of the call when it is made with what the call was made with. */
async function sameContext(services: Services, sha256: string): Promise<ContextFile> {
  const file = await services.files.open(sha256).catch((cause: unknown) => {
    throw cause instanceof VouchError && cause.code === 'not_found'
      ? new VouchError('conflict', 'What this call was made with beside its row is not kept any more.', [], cause)
      : cause
  })
  return { used: { name: 'what this call was made with', sha256, rows: 0 }, file }
}
