import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { JobAccepted } from '@vouch/contracts/job'
import { ReceiptOf } from '@vouch/contracts/submission'
import { session } from '../../account/browser-session.ts'
import { failure, parseJson, ProblemError, problemOfAnswer } from '../../problem.ts'
import { type FormAnswer, sendForm, type SendWatch } from '../../prediction/send-form.ts'

export interface ScoreOptions {
  model: string
  fragile: boolean
}

/** What came of a submission: its calls, or the job that makes them. */
export type Scored =
  | { readonly kind: 'calls'; readonly output: PredictOutput }
  /** by a model of another domain, whose result has a screen of its own */
  | { readonly kind: 'kept'; readonly id: string | null }
  | { readonly kind: 'job'; readonly id: string }

/**
 * Sends a table. Rejects with a `ProblemError`, or with an `AbortError` when the signal is raised.
 */
export async function uploadTable(file: File, options: ScoreOptions, watch: SendWatch): Promise<Scored> {
  const form = new FormData()
  // the options go first: the server reads the form as a stream and must know them before the file begins
  form.append('model', options.model)
  if (options.fragile) form.append('fragile', 'true')
  form.append('file', file, file.name)
  const answer = await session.withToken(
    (token) => sendForm(form, '/api/predict', { ...watch, token, name: file.name }),
    ({ status }) => status === 401,
  )
  return readAnswer(answer)
}

/**
 * What an answer says.
 * @throws ProblemError the one that the server stated; an answer in no known shape is a problem of its own
 */
export function readAnswer({ status, body, headers }: FormAnswer): Scored {
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
