import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Access, Caller } from '../account/caller.ts'
import type { Needs } from '../account/check-access.ts'
import type { NewId } from '../id.ts'
import type { Services } from '../services.ts'

/** One request on its way through the REST adapter. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly services: Services
  readonly requestId: string
  readonly caller: Caller
  /** ids for what the request makes */
  readonly newId: NewId
  /** Looks again at who the caller is, for answers that last. @throws VouchError `unauthorized` once he is so no more */
  recheck(): Promise<Caller>
  /** what stood in the braces of the route's path, decoded */
  readonly params: readonly (readonly [name: string, value: string])[]
  readonly query: URLSearchParams
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly access: Access
  /** what an API key needs for it, unless it is what `scopeOf` says */
  readonly scope?: Needs['scope']
  /** `/api/models/{id}` */
  readonly path: string
  /** only for ids that begin so; it comes before a route of the same path for all others */
  readonly idPrefix?: string
  /** the procedure that it reaches, or the name by which its cost is listed */
  readonly operation: string
  handle(exchange: Exchange): Promise<void>
}

export interface RouteTable {
  /** null when no route has that path; `allow` when some have and none of that method */
  find(method: string, path: string): { route: Route; params: Exchange['params'] } | { allow: readonly string[] } | null
}

/** Paths without braces are found at once, the others in their order. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const fixed = new Map<string, Route[]>()
  const patterns: { pattern: RegExp; names: string[]; route: Route }[] = []
  for (const route of routes) {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
    if (names.length === 0) fixed.set(route.path, [...(fixed.get(route.path) ?? []), route])
    else {
      const { idPrefix = '' } = route
      const pattern = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, `(${idPrefix}[^/]+)`)}$`)
      patterns.push({ pattern, names, route })
    }
  }
  patterns.sort((a, b) => Number(b.route.idPrefix !== undefined) - Number(a.route.idPrefix !== undefined))
  return {
    find(method, path) {
      const wanted = method === 'HEAD' ? 'GET' : method
      const candidates: { route: Route; params: Exchange['params'] }[] = []
      for (const route of fixed.get(path) ?? []) candidates.push({ route, params: [] })
      if (candidates.length === 0)
        for (const { pattern, names, route } of patterns) {
          const match = pattern.exec(path)
          if (match) candidates.push({ route, params: names.map((name, i) => [name, decode(match[i + 1] ?? '')]) })
        }
      if (candidates.length === 0) return null
      const found = candidates.find(({ route }) => route.method === wanted)
      if (found) return found
      const methods = new Set(candidates.map(({ route }) => route.method as string))
      if (methods.has('GET')) methods.add('HEAD')
      return { allow: [...methods] }
    },
  }
}

/** A path that is not well encoded names nothing that exists. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
