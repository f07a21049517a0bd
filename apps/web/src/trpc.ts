import { httpBatchLink } from '@trpc/client'
import { createTRPCReact } from '@trpc/react-query'
import type { AppRouter } from '@vouch/api/router'
import { API_URL } from './api-url.ts'

export const trpc = createTRPCReact<AppRouter>()

export function createTrpcClient() {
  return trpc.createClient({ links: [httpBatchLink({ url: `${API_URL}/trpc` })] })
}
