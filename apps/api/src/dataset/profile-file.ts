import type { TableProfile } from '@vouch/contracts/dataset'
import type { TableFormat } from '@vouch/core/table/table'
import type { Upload } from '../prediction/open-submitted.ts'
import type { Services } from '../services.ts'
import { isProfiled } from '../worker/read-task.ts'

/** Reading every cell of the largest upload takes a minute on a slow machine. */
const PROFILE_MS = 180_000

export interface ProfiledFile {
  readonly format: TableFormat
  readonly profile: TableProfile
}

/** Reads a table's file through, in a reader, and says what it holds. */
export async function profileFile({ readers }: Pick<Services, 'readers'>, upload: Upload): Promise<ProfiledFile> {
  const read = await readers.run({ kind: 'profile', upload }, { deadlineMs: PROFILE_MS })
  if (!isProfiled(read)) throw new Error('A reader gave no profile.')
  return read
}
