import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import {
  CandidateCurve,
  CurveExplanation,
  type CurveExplainInput,
  type LightCurveOptions,
} from '@vouch/contracts/domains/light-curve'
import { InjectionAccepted, InjectionReport } from '@vouch/contracts/domains/injection'
import { Sample } from '@vouch/contracts/submission'
import { JobAccepted } from '@vouch/contracts/job'
import { fetchApi, session } from '../../../account/browser-session.ts'
import { parseAnswer } from '../../../parse-answer.ts'
import { failure, ProblemError, problemOfAnswer } from '../../../problem.ts'
import { sendForm, type SendWatch } from '../../../prediction/send-form.ts'

/** All that the page asks the API of light curves. */

/** What came of a curve: its calls, or the job that makes them. */
export type CalledCurve =
  | { readonly kind: 'calls'; readonly id: string; readonly output: PredictOutput }
  | { readonly kind: 'job'; readonly job: string }

/** Sends a star's files. Rejects with a `ProblemError`, or with an `AbortError` when the signal is raised. */
export async function predictLightCurve(
  files: readonly File[],
  options: Partial<LightCurveOptions>,
  watch: SendWatch,
): Promise<CalledCurve> {
  const form = new FormData()
  // the options go first: the server reads the form as a stream and must know them before a file begins
  for (const [name, value] of Object.entries(options)) form.append(name, String(value))
  for (const file of files) form.append('file', file, file.name)
  const name = files.length === 1 ? (files[0]?.name ?? '') : `${files.length} files`
  const answer = await session.withToken(
    (token) => sendForm(form, '/api/lightcurve/predict', { ...watch, token, name }),
    ({ status }) => status === 401,
  )
  if (answer.status >= 400) throw new ProblemError(problemOfAnswer(answer.status, answer.body, answer.headers))
  if (answer.status === 202) return { kind: 'job', job: parseAnswer(JobAccepted, answer.body).job_id }
  const output = parseAnswer(PredictOutput, answer.body)
  if (output.prediction_id === null)
    throw new ProblemError(failure('failure', 'The server called the curve but kept nothing to show.'))
  return { kind: 'calls', id: output.prediction_id, output }
}

/** A called signal in its star's light, by at most so many points. */
export async function fetchCandidate(
  { id, row, points }: { readonly id: string; readonly row: number; readonly points: number },
  signal: AbortSignal,
): Promise<CandidateCurve> {
  const path = `/api/lightcurve/predictions/${encodeURIComponent(id)}/calls/${row}?points=${points}`
  return parseAnswer(CandidateCurve, await (await fetchApi(path, { signal })).text())
}

/** Where the network looked. */
export async function explainCurve(input: CurveExplainInput, signal: AbortSignal): Promise<CurveExplanation> {
  const answer = await fetchApi('/api/lightcurve/explain', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
    signal,
  })
  return parseAnswer(CurveExplanation, await answer.text())
}

/** A simulated light curve to try with, as a file. */
export async function fetchSampleCurve(): Promise<File> {
  const { name, csv } = parseAnswer(Sample, await (await fetchApi('/api/lightcurve/sample')).text())
  return new File([csv], name, { type: 'text/csv' })
}

/** Has transits put into a curve, or into noise where no file is given. */
export async function injectTransits(
  files: readonly File[],
  options: Readonly<Record<string, string | number>>,
): Promise<InjectionAccepted> {
  const form = new FormData()
  for (const [name, value] of Object.entries(options)) form.append(name, String(value))
  for (const file of files) form.append('file', file, file.name)
  return parseAnswer(
    InjectionAccepted,
    await (await fetchApi('/api/injections', { method: 'POST', body: form })).text(),
  )
}

/** What became of them. */
export async function fetchInjections(id: string, signal: AbortSignal): Promise<InjectionReport> {
  return parseAnswer(
    InjectionReport,
    await (await fetchApi(`/api/injections/${encodeURIComponent(id)}`, { signal })).text(),
  )
}
