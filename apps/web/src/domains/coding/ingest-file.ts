import { IngestReceipt } from '@vouch/contracts/domains/coding'
import { fetchApi } from '../../account/browser-session.ts'
import { parseAnswer } from '../../parse-answer.ts'

/** What is said of a file that it does not say itself; empty: nothing. */
export interface IngestDraft {
  readonly repo: string
  /** as a field of a form has it: `2024-01-01T09:30`, UTC */
  readonly startedAt: string
}

/** Takes a file in. @throws ProblemError */
export async function ingestFile(file: File, { repo, startedAt }: IngestDraft): Promise<IngestReceipt> {
  const form = new FormData()
  form.append('file', file, file.name)
  if (repo.trim() !== '') form.append('repo_slug', repo.trim())
  if (startedAt !== '') form.append('started_at', new Date(`${startedAt}Z`).toISOString())
  const answer = await fetchApi('/api/coding/ingest', { method: 'POST', body: form })
  return parseAnswer(IngestReceipt, await answer.text())
}
