import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countKept, findTorn } from '../testing/kept.ts'
import { openCutProxy } from '../testing/cut-proxy.ts'
import { KOIS, postJson, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { canMount, mountSmallDisk } from '../testing/small-disk.ts'
import { startTestServer } from '../testing/start-test-server.ts'
import { makeTestPlace, serverRuns } from '../testing/test-database.ts'

/** Some 300 kB of upload and 300 kB of calls: both go into the folder. */
const MANY = Array.from({ length: 9000 }, (_, i) => ({ ...KOIS[i % 4], kepoi_name: `K${i}`, koi_period: 1 + i / 100 }))

describe('a disk that is full', () => {
  it.skipIf(!canMount || !serverRuns)(
    'is a 507 that keeps nothing, while what is there is read; with room it goes on by itself',
    async () => {
      const disk = mountSmallDisk(16)
      const place = await makeTestPlace('postgresql')
      const server = await startTestServer({
        environment: { VOUCH_HOME: disk.path, DATABASE_URL: place.settings.DATABASE_URL ?? '' },
      })
      try {
        const first = await readCalls(await postTable(server.url, toCsv(MANY)))
        const before = await countKept(server.services.database, disk.path)
        // no room at all, some for the upload, enough for it and some for its calls
        for (const leave of [0, 100_000, 400_000]) {
          await disk.fill(leave)
          const refused = await postTable(server.url, toCsv(MANY.slice(leave / 1000 + 1)))
          expect(await readProblem(refused)).toMatchObject({ status: 507, code: 'no_space' })
          expect(await countKept(server.services.database, disk.path)).toEqual(before)
          const path = `${server.url}/api/predictions/${first.prediction_id}`
          expect((await fetch(path)).status).toBe(200)
          expect((await fetch(`${path}/calls`)).status).toBe(200)
          expect((await (await fetch(`${path}/download`)).text()).split('\r\n')).toHaveLength(9002)
          expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
        }
        // what lies in rows needs no room here
        await readCalls(await postJson(server.url, { rows: KOIS }))
        await disk.clear()
        await readCalls(await postTable(server.url, toCsv(MANY.slice(7))))
        expect(await findTorn(server.services.database, disk.path)).toEqual([])
      } finally {
        await server.end()
        disk.remove()
        await place.remove()
      }
    },
    60_000,
  )

  it.skipIf(!canMount)(
    'with the embedded database on it is a 507 or 503 that keeps nothing, and what is there is there again with room',
    async () => {
      const disk = mountSmallDisk(160)
      const server = await startTestServer({ environment: { VOUCH_HOME: disk.path } })
      try {
        const first = await readCalls(await postTable(server.url, toCsv(MANY)))
        await disk.fill(0)
        let refused = 0
        for (let i = 0; i < 200 && refused < 5; i++) {
          const response = await postJson(server.url, { rows: [{ ...KOIS[0], kepoi_name: `x${i}` }] })
          if (response.status === 200) await readCalls(response)
          else expect([503, 507]).toContain((await readProblem(response)).status)
          refused += response.status === 200 ? 0 : 1
        }
        expect(await readProblem(await postTable(server.url, toCsv(MANY)))).toMatchObject({ code: 'no_space' })
        await disk.clear()
        await readCalls(await postTable(server.url, toCsv(MANY.slice(1))))
        const path = `${server.url}/api/predictions/${first.prediction_id}/calls`
        expect((await fetch(path)).status).toBe(200)
        expect(await findTorn(server.services.database, disk.path)).toEqual([])
      } finally {
        await server.end()
        disk.remove()
      }
    },
    120_000,
  )
})

describe('a database that is away', () => {
  it.skipIf(!serverRuns)(
    'is a 503 for what needs it, nothing is kept, what keeps nothing goes on, and it comes back by itself',
    async () => {
      const place = await makeTestPlace('postgresql')
      const home = await mkdtemp(join(tmpdir(), 'vouch-away-'))
      const url = new URL(place.settings.DATABASE_URL ?? '')
      const proxy = await openCutProxy({ host: url.hostname, port: Number(url.port) })
      url.hostname = '127.0.0.1'
      url.port = String(proxy.port)
      const server = await startTestServer({ environment: { VOUCH_HOME: home, DATABASE_URL: url.href } })
      try {
        const first = await readCalls(await postJson(server.url, { rows: KOIS }))
        const before = await countKept(server.services.database, home)
        proxy.cut()
        const sent = [
          ...Array.from({ length: 10 }, () => postJson(server.url, { rows: KOIS })),
          postTable(server.url, toCsv(MANY)),
          fetch(`${server.url}/api/predictions/${first.prediction_id}`),
        ]
        for (const response of await Promise.all(sent)) {
          expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
          expect(await readProblem(response)).toMatchObject({ status: 503, code: 'unavailable' })
        }
        await readCalls(await postJson(server.url, { rows: KOIS, store: false }))
        await readCalls(await postTable(server.url, toCsv(MANY), { store: 'false' }))
        proxy.mend()
        const after = await countKept(server.services.database, home)
        expect({ ...after, folder: before.folder }).toEqual(before)
        await readCalls(await postJson(server.url, { rows: KOIS }))
        await readCalls(await postTable(server.url, toCsv(MANY)))
        expect(await findTorn(server.services.database, home)).toEqual([])
      } finally {
        await server.end()
        await proxy.close()
        await place.remove()
        await rm(home, { recursive: true, force: true })
      }
    },
    60_000,
  )
})
