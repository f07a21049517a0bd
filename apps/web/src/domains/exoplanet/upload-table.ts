import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { JobAccepted } from '@vouch/contracts/job'
import { ReceiptOf } from '@vouch/contracts/submission'
import { bearer, session } from '../../account/browser-session.ts'
import { API_URL } from '../../api-url.ts'
import { failure, noAnswer, parseJson, ProblemError, problemOfAnswer } from '../../problem.ts'

export interface ScoreOptions {
  model: string
  fragile: boolean
}

/** How far a submission is. `share` of the bytes sent, 0 to 1. */
export type ScorePhase = { kind: 'sending'; share: number } | { kind: 'scoring' }

export interface ScoreWatch {
  signal: AbortSignal
  onPhase: (phase: ScorePhase) => void
}

/** What came of a submission: its calls, or the job that makes them. */
export type Scored =
  | { readonly kind: 'calls'; readonly output: PredictOutput }
  /** by a model of another domain, whose result has a screen of its own */
  | { readonly kind: 'kept'; readonly id: string | null }
  | { readonly kind: 'job'; readonly id: string }

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Headers
}

/**
 * Sends a table. Rejects with a `ProblemError`, or with an `AbortError` when the signal is raised.
 */
export async function uploadTable(file: File, options: ScoreOptions, watch: ScoreWatch): Promise<Scored> {
  const form = new FormData()
  // the options go first: the server reads the form as a stream and must know them before the file begins
  form.append('model', options.model)
  if (options.fragile) form.append('fragile', 'true')
  form.append('file', file, file.name)
  const answer = await session.withToken(
    (token) => sendForm(form, token, { ...watch, name: file.name }),
    ({ status }) => status === 401,
  )
  return readAnswer(answer)
}

/** By XMLHttpRequest, because `fetch` does not tell how much of a body is sent. */
function sendForm(
  form: FormData,
  token: string | null,
  { name, signal, onPhase }: ScoreWatch & { name: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onPhase({ kind: 'sending', share: event.loaded / event.total })
    }
    request.upload.onload = () => onPhase({ kind: 'scoring' })
    request.onload = () => {
      const headers = new Headers()
      for (const kept of ['retry-after', 'x-request-id']) headers.set(kept, request.getResponseHeader(kept) ?? '')
      resolve({ status: request.status, body: request.responseText, headers })
    }
    request.onerror = () =>
      reject(new ProblemError(noAnswer(`The connection broke while ${name} was on its way. Nothing was kept.`)))
    request.onabort = () => reject(new DOMException('The reader cancelled', 'AbortError'))
    request.onloadend = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    request.open('POST', `${API_URL}/api/predict`)
    request.setRequestHeader('Accept', 'application/json, application/problem+json')
    for (const [field, value] of Object.entries(bearer(token))) request.setRequestHeader(field, value)
    onPhase({ kind: 'sending', share: 0 })
    request.send(form)
  })
}

/**
 * What an answer says.
 * @throws ProblemError the one that the server stated; an answer in no known shape is a problem of its own
 */
export function readAnswer({ status, body, headers }: Answer): Scored {
  const json = parseJson(body)
  if (status === 200) {
    const output = PredictOutput.safeParse(json)
    if (output.success) return { kind: 'calls', output: output.data }
    const other = ReceiptOf.safeParse(json)
    if (other.success) return { kind: 'kept', id: other.data.prediction_id }
  }
  if (status === 202) {
    const accepted = JobAccepted.safeParse(json)
    if (accepted.success) return { kind: 'job', id: accepted.data.job_id }
  }
  if (status < 400)
    throw new ProblemError(
      failure('failure', `The server answered with status ${status} in a shape this page does not know.`),
    )
  throw new ProblemError(problemOfAnswer(status, body, headers))
}
