import { UploadOutput } from '@vouch/contracts/dataset'
import { fetchApi } from '../account/browser-session.ts'
import { failure, ProblemError } from '../problem.ts'

/** Keeps a table to train on. @throws ProblemError */
export async function uploadDataset(file: File): Promise<UploadOutput> {
  const form = new FormData()
  form.append('file', file, file.name)
  const answer = await fetchApi('/api/upload', { method: 'POST', body: form })
  const output = UploadOutput.safeParse(await answer.json())
  if (output.success) return output.data
  throw new ProblemError(failure('failure', 'The server answered in a shape this page does not know.'))
}
