import { bearer } from '../account/browser-session.ts'
import { API_URL } from '../api-url.ts'
import { noAnswer, ProblemError } from '../problem.ts'

/** How far a submission is. `share` of the bytes sent, 0 to 1. */
export type SendPhase = { kind: 'sending'; share: number } | { kind: 'scoring' }

export interface SendWatch {
  signal: AbortSignal
  onPhase: (phase: SendPhase) => void
}

export interface FormAnswer {
  readonly status: number
  readonly body: string
  readonly headers: Headers
}

/**
 * Sends a form and says how far it is. By XMLHttpRequest, because `fetch` does not tell how much of a body is sent.
 * Rejects with a `ProblemError`, or with an `AbortError` when the signal is raised.
 */
export function sendForm(
  form: FormData,
  path: string,
  { token, name, signal, onPhase }: SendWatch & { token: string | null; name: string },
): Promise<FormAnswer> {
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
    request.open('POST', `${API_URL}${path}`)
    request.setRequestHeader('Accept', 'application/json, application/problem+json')
    for (const [field, value] of Object.entries(bearer(token))) request.setRequestHeader(field, value)
    onPhase({ kind: 'sending', share: 0 })
    request.send(form)
  })
}
