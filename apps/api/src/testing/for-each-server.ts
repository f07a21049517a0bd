import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from '../db/client.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts'
import { makeTestPlace, serverRuns, type TestPlace } from './test-database.ts'

/**
 * Runs the same tests on a server with an embedded database and on one with a database server, each empty when they begin;
 * without such a server those are skipped by name. `open()` holds within tests and hooks. For tests that hold SQL.
 */
export function forEachServer(
  name: string,
  options: Omit<TestServerOptions, 'environment'>,
  tests: (open: () => TestServer, kind: Database['kind']) => void,
): void {
  describe.each(['pglite', 'postgresql'] as const)(`${name} (%s)`, (kind) => {
    describe.skipIf(kind === 'postgresql' && !serverRuns)('on an empty database', () => {
      let place: TestPlace | null = null
      let server: TestServer | null = null
      beforeAll(async () => {
        place = await makeTestPlace(kind)
        const { DATABASE_URL } = place.settings
        server = await startTestServer({ ...options, environment: DATABASE_URL === undefined ? {} : { DATABASE_URL } })
      }, 120_000)
      afterAll(async () => {
        await server?.end()
        await place?.remove()
      })
      tests(() => {
        if (server === null) throw new Error('The server runs once the tests have begun.')
        return server
      }, kind)
    })
  })
}
