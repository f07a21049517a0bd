import { Review } from '@vouch/contracts/review'
import { fetchApi } from '../account/browser-session.ts'
import { failure, ProblemError } from '../problem.ts'

/** A verdict on a call, or the last word on one. */
export type VerdictPath = '/api/reviews' | '/api/reviews/adjudicate'

/** What is sent, and the key under which it is done once however often it is sent. */
export interface SentVerdict {
  readonly path: VerdictPath
  readonly body: string
  readonly key: string
}

/** @throws ProblemError */
export async function sendVerdict({ path, body, key }: SentVerdict): Promise<Review> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const answer = await fetchApi(path, { method: 'POST', headers, body })
  const review = Review.safeParse(await answer.json())
  if (review.success) return review.data
  throw new ProblemError(failure('failure', 'The server answered in a shape this page does not know.'))
}

/** `crypto.randomUUID` is missing on a page that came without TLS from another machine. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
