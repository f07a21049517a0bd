import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatasetAudit, DatasetDetail, DatasetList, UploadOutput } from '@vouch/contracts/dataset'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataset } from '../db/schema/files.ts'
import { sweep } from '../prediction/sweep.ts'
import { accountClient } from '../testing/accounts.ts'
import { labelledSurvey } from '../testing/labelled-survey.ts'
import { KOIS, readProblem, tableForm, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

const SURVEY = labelledSurvey(600)

describe('data sets', () => {
  let server: TestServer
  let client: ReturnType<typeof accountClient>
  beforeAll(async () => {
    server = await startTestServer({ environment: { EXOPLANET_ARCHIVE_URL: 'http://127.0.0.1:9' } })
    client = accountClient(server)
  })
  afterAll(() => server.end())

  const upload = async (content: string, name = 'mine.csv', headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/upload`, { method: 'POST', body: tableForm(content, {}, name), headers })
  const kept = async (content: string, name?: string, headers?: Record<string, string>) => {
    const answer = await upload(content, name, headers)
    expect(answer.status).toBe(200)
    return UploadOutput.strict().parse(await answer.json())
  }
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/datasets${path}`, { headers })
  const audit = (id: string, body: object) =>
    fetch(`${server.url}/api/datasets/${id}/audit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('of the archive are listed with where they come from, and are not here until they are fetched', async () => {
    const { datasets } = DatasetList.parse(await (await get('')).json())
    expect(datasets.map(({ id }) => id)).toEqual(['kepler_koi', 'tess_toi', 'k2', 'dr25_tce'])
    for (const one of datasets) {
      expect(one).toMatchObject({ source: 'nasa', rows: null, created_at: null })
      expect(one.address).toMatch(/^http:\/\/127\.0\.0\.1:9\/TAP\/sync\?query=select\+\*\+from\+\w+&format=csv$/)
      expect([one.licence, one.group_key, one.label]).not.toContain(null)
    }
    expect(await readProblem(await fetch(`${server.url}/api/datasets/k2/fetch`, { method: 'POST' }))).toMatchObject({
      status: 502,
    })
    expect(await readProblem(await audit('k2', {}))).toMatchObject({ status: 409 })
  })

  it('of the archive may be put there by hand, and are then profiled and audited with what is known of them', async () => {
    await writeFile(join(server.home, 'catalogues', 'koi-cumulative.csv'), SURVEY)
    const koi = DatasetDetail.strict().parse(await (await get('/kepler_koi')).json())
    expect(koi).toMatchObject({ rows: 600, group_key: 'kepid', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(koi.profile?.label_candidates[0]).toMatchObject({ column: 'koi_disposition', known: true })
    expect(koi.profile?.group_candidates[0]).toMatchObject({ column: 'kepid', known: true })
    const found = DatasetAudit.parse(await (await audit('kepler_koi', {})).json())
    expect(found).toMatchObject({ label: 'koi_disposition', positive: ['CONFIRMED'], group_key: 'kepid' })
    const verdicts = new Map(found.columns.map(({ column, verdict }) => [column, verdict]))
    expect(verdicts.get('kepoi_name')).toBe('refused')
    expect(verdicts.get('koi_period')).toBe('ok')
  })

  it('of K2 count the one row of each object that the archive stands by, unless all are asked for', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const words = i % 3 === 0 ? 'FALSE POSITIVE' : 'CONFIRMED'
      return [0, 1, 2].map((k) => `EPIC ${i},EPIC ${i} b,${k === 1 ? 1 : 0},${words},${1 + i + k / 10},${2 + (i % 7)}`)
    })
    const csv = `hostname,pl_name,default_flag,disposition,pl_orbper,pl_rade\n${lines.flat().join('\n')}\n`
    await writeFile(join(server.home, 'catalogues', 'k2pandc.csv'), csv)
    const detail = DatasetDetail.parse(await (await get('/k2')).json())
    expect(detail.label?.only).toEqual({ column: 'default_flag', values: ['1'] })
    const counted = async (body: object) => DatasetAudit.parse(await (await audit('k2', body)).json())
    expect(await counted({})).toMatchObject({ rows: 60, positives: 40, groups: 60 })
    expect(await counted({ only: null })).toMatchObject({ rows: 180, positives: 120, groups: 60 })
    const other = { column: 'pl_name', values: ['EPIC 0 b', 'EPIC 1 b'] }
    expect(await counted({ only: other })).toMatchObject({ rows: 6, groups: 2 })
    expect(await readProblem(await audit('k2', { only: { column: 'no', values: ['1'] } }))).toMatchObject({
      status: 422,
      errors: [{ field: 'only.column' }],
    })
  })

  it('of one’s own are kept with what they hold, and go when they are deleted', async () => {
    const { tokens } = await client.member()
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const made = await kept(SURVEY, 'my survey.csv', headers)
    expect(made).toMatchObject({ rows: 600, name: 'my survey.csv', format: 'csv' })
    expect(made.columns).toEqual(made.profile.columns.map(({ name }) => name))
    const { datasets } = DatasetList.parse(await (await get('', headers)).json())
    expect(datasets.at(-1)).toMatchObject({ id: made.dataset_id, source: 'upload', rows: 600 })
    const detail = DatasetDetail.parse(await (await get(`/${made.dataset_id}`, headers)).json())
    expect([detail.profile, detail.sha256]).toEqual([made.profile, made.sha256])
    expect((await get(`/${made.dataset_id}`)).status).toBe(404)
    const remove = () => fetch(`${server.url}/api/datasets/${made.dataset_id}`, { method: 'DELETE', headers })
    expect((await remove()).status).toBe(200)
    expect((await remove()).status).toBe(404)
    expect(DatasetList.parse(await (await get('', headers)).json()).datasets).toHaveLength(4)
  })

  it('of nobody are read by their id, deleted by no stranger, and go by themselves', async () => {
    const { dataset_id: id } = await kept(toCsv(KOIS))
    expect((await get(`/${id}`)).status).toBe(200)
    const { tokens } = await client.member()
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    expect((await fetch(`${server.url}/api/datasets/${id}`, { method: 'DELETE', headers })).status).toBe(403)
    const { sql: database } = server.services.database
    await database.update(dataset).set({ expiresAt: sql`now()` })
    expect((await get(`/${id}`)).status).toBe(404)
    await sweep(server.services)
    expect(
      await database
        .select({ id: dataset.id })
        .from(dataset)
        .where(sql`id = ${id}`),
    ).toEqual([])
  })

  it('hold any names and words that a table may hold', async () => {
    const made = await kept('__proto__,constructor,a\u0000b\n1,2,x\n3,4,y\n', 'nul\u0000 ‮.csv').catch(() => null)
    const plain = await kept('__proto__,constructor,toString\n1,2,x\n3,4,y\n', '<img src=x onerror=1>.csv')
    expect(plain.columns).toEqual(['__proto__', 'constructor', 'toString'])
    const detail = DatasetDetail.parse(await (await get(`/${plain.dataset_id}`)).json())
    expect(detail.profile).toEqual(plain.profile)
    expect(made).toBeNull()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('that are none are refused with what is wrong, and nothing is kept', async () => {
    const { sql: database } = server.services.database
    const count = async () => (await database.select({ id: dataset.id }).from(dataset)).length
    const before = await count()
    for (const [content, name, status] of [
      ['', 'empty.csv', 422],
      ['a,b\n', 'header.csv', 422],
      ['a,b\n1,"2\n', 'quote.csv', 422],
    ] as const)
      expect((await readProblem(await upload(content, name))).status, name).toBe(status)
    expect(await count()).toBe(before)
  })

  it('are audited for the label that is chosen, and a choice that cannot be is refused by its field', async () => {
    const { dataset_id: id } = await kept(SURVEY)
    const wrong = async (body: object) => (await readProblem(await audit(id, body))).errors?.map(({ field }) => field)
    expect(await wrong({})).toEqual(['label'])
    expect(await wrong({ label: 'nothing', positive_labels: ['x'] })).toEqual(['label'])
    expect(await wrong({ label: 'koi_disposition' })).toEqual(['positive_labels'])
    expect(await wrong({ label: 'koi_disposition', positive_labels: ['CONFIRMED'], group_key: 'nothing' })).toEqual([
      'group_key',
    ])
    const found = DatasetAudit.parse(
      await (await audit(id, { label: 'koi_disposition', positive_labels: ['CONFIRMED'] })).json(),
    )
    expect(found.warnings.map(({ code }) => code)).toContain('no_group_key')
  })
})
