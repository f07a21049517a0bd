import type { IncomingMessage } from 'node:http'
import type { Services } from '../services.ts'
import { type Caller, readCaller } from './caller.ts'

/** For an answer that lasts: proves the request's caller again. @throws VouchError `unauthorized` when it does not hold any more */
export function recheckCaller(services: Services, req: IncomingMessage): () => Promise<Caller> {
  return async () => {
    const caller = await readCaller(services, req)
    if (caller.refused) throw caller.refused
    return caller
  }
}
