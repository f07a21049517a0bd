import { VouchError } from '@vouch/core/error'
import { auditAct } from '../../account/audit-act.ts'
import { appendAudit } from '../../audit/audit.ts'
import type { FileBytes } from '../../file/file-store.ts'
import type { Opening } from '../../prediction/open-prediction.ts'
import type { StoredSubmission } from '../../prediction/store.ts'
import type { Services } from '../../services.ts'

/**
 * A picture that was kept, as a PNG. That it is looked at stands in the audit before it is.
 * @throws VouchError `not_found` where the prediction is not of a picture
 */
export async function openPicture(
  asking: Opening & { readonly services: Services },
  submission: StoredSubmission,
): Promise<FileBytes> {
  mustBePicture(submission)
  const { database, files } = asking.services
  const act = auditAct(asking, { action: 'picture.read', subject: submission.id })
  await database.sql.transaction((tx) => appendAudit(tx, act))
  return files.open(submission.uploadSha256)
}

/** @throws VouchError `not_found` */
export function mustBePicture({ uploadKind }: StoredSubmission): void {
  if (uploadKind !== 'picture') throw new VouchError('not_found', 'The prediction is not of a picture.')
}
