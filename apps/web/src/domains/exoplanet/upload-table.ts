import { Problem } from '@vouch/contracts/error'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { API_URL } from '../../api-url.ts'
import { failure, ProblemError } from '../../problem.ts'

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

/**
 * Sends a table and resolves to its calls. By XMLHttpRequest, because `fetch` does not tell how much of a body is sent.
 * Rejects with a `ProblemError`, or with an `AbortError` when the signal is raised.
 */
export function uploadTable(
  file: File,
  options: ScoreOptions,
  { signal, onPhase }: ScoreWatch,
): Promise<PredictOutput> {
  const form = new FormData()
  // the options go first: the server reads the form as a stream and must know them before the file begins
  form.append('model', options.model)
  if (options.fragile) form.append('fragile', 'true')
  form.append('file', file, file.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onPhase({ kind: 'sending', share: event.loaded / event.total })
    }
    request.upload.onload = () => onPhase({ kind: 'scoring' })
    request.onload = () => {
      const answer = readAnswer(request.status, request.responseText)
      if (answer instanceof ProblemError) reject(answer)
      else resolve(answer)
    }
    request.onerror = () =>
      reject(
        new ProblemError({
          ...failure('unavailable', `The connection broke while ${file.name} was on its way. Nothing was kept.`),
          title: 'The server did not answer',
        }),
      )
    request.onabort = () => reject(new DOMException('The reader cancelled', 'AbortError'))
    request.onloadend = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    request.open('POST', `${API_URL}/api/predict`)
    request.setRequestHeader('Accept', 'application/json, application/problem+json')
    onPhase({ kind: 'sending', share: 0 })
    request.send(form)
  })
}

/** The calls, or the problem the server stated; an answer in neither shape is a problem of its own. */
export function readAnswer(status: number, body: string): PredictOutput | ProblemError {
  const json = parseJson(body)
  if (status === 200) {
    const output = PredictOutput.safeParse(json)
    if (output.success) return output.data
  } else {
    const problem = Problem.safeParse(json)
    if (problem.success) return new ProblemError(problem.data)
  }
  return new ProblemError(
    failure('failure', `The server answered with status ${status} in a shape this page does not know.`),
  )
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
