import { rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ModelList } from '@vouch/contracts/model'
import { Readiness } from '@vouch/contracts/health'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { liveModel, model } from '../db/schema/models.ts'
import { KOIS, postJson, readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { forEachDatabase } from '../testing/test-database.ts'
import { noteVersion } from './store.ts'

const VERSION = { id: 'koi', version: '1.0.0', domain: 'exoplanet', sha256: 'a'.repeat(64) }

forEachDatabase('the versions of models', ({ database }) => {
  it('are noted once, and one with another graph under the same version is refused', async () => {
    const note = (changes: Partial<typeof VERSION> = {}) => noteVersion(database().sql, { ...VERSION, ...changes })
    expect(await Promise.all([note(), note(), note()])).toEqual([true, true, true])
    expect(await note({ sha256: 'b'.repeat(64) })).toBe(false)
    expect(await note({ version: '1.1.0', sha256: 'b'.repeat(64) })).toBe(true)
    const rows = await database().sql.select({ version: model.version, sha256: model.sha256 }).from(model)
    expect(rows.map(({ version }) => version).toSorted()).toEqual(['1.0.0', '1.1.0'])
    expect(await database().sql.select({ version: liveModel.version }).from(liveModel)).toEqual([{ version: '1.1.0' }])
  })

  it('stay live when somebody promoted them, whatever comes with a start', async () => {
    await database().sql.update(liveModel).set({ version: '1.0.0', promotedBy: 'acc_x' })
    expect(await noteVersion(database().sql, { ...VERSION, version: '1.1.0', sha256: 'b'.repeat(64) })).toBe(true)
    expect(await database().sql.select({ version: liveModel.version }).from(liveModel)).toEqual([{ version: '1.0.0' }])
  })
})

describe('a model that was changed without a new version', () => {
  let home: string
  let server: TestServer | null = null
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-models-'))
  })
  afterEach(async () => {
    await server?.end()
    await rm(home, { recursive: true, force: true })
  })

  it('is not served, and says why; the others are', async () => {
    const environment = { VOUCH_HOME: home, DEFAULT_MODEL: 'other' }
    server = await startTestServer({ models: [{ id: 'koi' }, { id: 'other' }], environment })
    await server.end()
    const inputs = ['log_depth', 'log_period', 'log_duration', 'impact']
    server = await startTestServer({ models: [{ id: 'koi', inputs }, { id: 'other' }], environment })
    const { models } = ModelList.parse(await (await fetch(`${server.url}/api/models`)).json())
    expect(models.find(({ id }) => id === 'koi')).toMatchObject({
      status: 'failed',
      note: expect.stringMatching(/Version 1\.2\.3 of koi was another graph.*needs a new version/),
    })
    expect(await readProblem(await postJson(server.url, { rows: KOIS, model: 'koi' }))).toMatchObject({ status: 503 })
    expect((await postJson(server.url, { rows: KOIS })).status).toBe(200)
    expect(Readiness.parse(await (await fetch(`${server.url}/api/health/ready`)).json()).status).toBe('degraded')
  })
})
