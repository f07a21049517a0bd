import type { Request } from 'express'
import type { Services } from '../services.ts'
import { readCaller } from './caller.ts'

/** For an answer that lasts: proves the request's caller again. @throws VouchError `unauthorized` when it does not hold any more */
export function recheckCaller(services: Services, req: Request): () => Promise<void> {
  return async () => {
    const { refused } = await readCaller(services, req)
    if (refused) throw refused
  }
}
