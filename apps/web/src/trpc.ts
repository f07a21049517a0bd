import { httpBatchLink, TRPCClientError, type TRPCLink } from '@trpc/client'
import { createTRPCReact } from '@trpc/react-query'
import { observable } from '@trpc/server/observable'
import type { AppRouter } from '@vouch/api/router'
import { bearer, session } from './account/browser-session.ts'
import { API_URL } from './api-url.ts'

export const trpc = createTRPCReact<AppRouter>()

/** Puts the present token on every call, and calls once more where it was refused. */
const asWhoIsLoggedIn: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let leave: (() => void) | null = null
      let left = false
      const attempt = (token: string | null) =>
        new Promise<TRPCClientError<AppRouter> | null>((resolve) => {
          if (left) return resolve(null)
          const running = next({ ...op, context: { ...op.context, token } }).subscribe({
            next: (value) => observer.next(value),
            error: resolve,
            complete: () => resolve(null),
          })
          leave = () => running.unsubscribe()
        })
      session
        .withToken(attempt, (error) => error?.data?.code === 'UNAUTHORIZED')
        .then((error) => (error === null ? observer.complete() : observer.error(error)))
        .catch((error: unknown) =>
          observer.error(TRPCClientError.from(error instanceof Error ? error : new Error(String(error)))),
        )
      return () => {
        left = true
        leave?.()
      }
    })

export function createTrpcClient() {
  return trpc.createClient({
    links: [
      asWhoIsLoggedIn,
      httpBatchLink({
        url: `${API_URL}/trpc`,
        // within what the server takes in one request
        maxItems: 10,
        headers: ({ opList }) => {
          const token = opList.at(-1)?.context['token']
          return bearer(typeof token === 'string' ? token : null)
        },
      }),
    ],
  })
}
