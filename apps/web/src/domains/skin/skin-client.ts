import { SampleLesion, type SkinOptions, SkinPredictOutput } from '@vouch/contracts/domains/skin'
import { fetchApi, session } from '../../account/browser-session.ts'
import { parseAnswer } from '../../parse-answer.ts'
import { sendForm, type SendWatch } from '../../prediction/send-form.ts'
import { ProblemError, problemOfAnswer } from '../../problem.ts'
import { blobOf } from '../../ui/blob-of.ts'

/** What the page asks the API of pictures beside its procedures: files go as they are. */

/** A picture that stands where no file was chosen. */
export interface SamplePicture {
  readonly file: File
  readonly note: string
}

/**
 * Sends a picture. The picture of the answer is without its map: the page lays that over it itself.
 * Rejects with a `ProblemError`, or with an `AbortError` when the signal is raised.
 */
export async function predictPicture(
  file: File,
  options: Partial<SkinOptions>,
  watch: SendWatch,
): Promise<SkinPredictOutput> {
  const form = new FormData()
  // the options go first: the server reads the form as a stream and must know them before the file begins
  for (const [name, value] of Object.entries({ ...options, opacity: 0 })) form.append(name, String(value))
  form.append('file', file, file.name)
  const answer = await session.withToken(
    (token) => sendForm(form, '/api/skin/predict', { ...watch, token, name: file.name }),
    ({ status }) => status === 401,
  )
  if (answer.status >= 400) throw new ProblemError(problemOfAnswer(answer.status, answer.body, answer.headers))
  return parseAnswer(SkinPredictOutput, answer.body)
}

/** A drawn lesion to try with, as a file. */
export async function fetchSampleLesion(): Promise<SamplePicture> {
  const { name, note, picture } = parseAnswer(SampleLesion, await (await fetchApi('/api/skin/sample')).text())
  const bytes = blobOf(picture)
  return { file: new File([bytes], name, { type: bytes.type }), note }
}

/** A kept picture, upright and as PNG. */
export async function fetchPicture(id: string, signal: AbortSignal): Promise<Blob> {
  return (await fetchApi(`/api/skin/predictions/${encodeURIComponent(id)}/picture`, { signal })).blob()
}
