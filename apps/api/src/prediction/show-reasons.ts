import { VouchError } from '@vouch/core/error'
import type { ReadyModel } from '../model/model-registry.ts'
import { findReadyModel } from '../model/own-models.ts'
import { noteShown } from '../review/sights.ts'
import type { Services } from '../services.ts'
import type { Reader } from './open-prediction.ts'
import type { StoredSubmission } from './store.ts'

/**
 * Notes that the reasons of a call are about to be shown.
 * @throws VouchError `conflict` for who is to judge the call before he sees it
 */
export async function showReasons(
  { services, caller }: { readonly services: Pick<Services, 'database'>; readonly caller: Reader },
  submission: StoredSubmission,
  row: number,
): Promise<void> {
  const what = { rows: [row], shown: 'reasons' } as const
  if ((await noteShown(services.database.sql, caller.accountId, submission, what)).has(row))
    throw new VouchError(
      'conflict',
      'You are to judge this call before you see it: its reasons come after your verdict.',
    )
}

/**
 * The model that made a submission’s calls, in the version that made them: another one would give reasons for calls of its own.
 * @throws VouchError `conflict` where that version is not served any more
 */
export async function findSameModel(services: Services, submission: StoredSubmission): Promise<ReadyModel> {
  const model = await findReadyModel(services, submission.modelId, null)
  if (model.folder.manifest.version === submission.modelVersion) return model
  throw new VouchError(
    'conflict',
    `This call was made by version ${submission.modelVersion} of ${model.id}, which is not served any more.`,
  )
}
