import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InjectionAccepted, InjectionReport } from '@vouch/contracts/domains/injection'
import { Job } from '@vouch/contracts/job'
import { createRandom } from '@vouch/core/random'
import { simulateCurve } from '@vouch/core/series/simulate-curve'
import { card, writeFits } from '@vouch/core/series/write-fits.fixture'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../../../env.ts'
import { modelsFolder } from '../../../model/model-registry.ts'
import { type StartedServer, startServer } from '../../../start-server.ts'
import { accountClient } from '../../../testing/accounts.ts'
import { type Fields, readProblem } from '../../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts'

const HAS_MODEL = existsSync(join(modelsFolder(), 'exoplanet', 'light-curve', 'manifest.json'))

/** Twelve days, short periods: an injection takes a tenth of a second or so. */
const FEW: Fields = {
  days: '12',
  n: '8',
  period_from: '1',
  period_to: '3',
  radius_from: '2',
  from_days: '0.9',
  to_days: '5',
}
/** So many that they are not over before they are looked at. */
const MANY: Fields = { days: '60', n: '200', period_to: '20' }

function formOf(fields: Fields, files: readonly File[] = []): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const file of files) form.append('file', file)
  return form
}

const ask = (
  url: string,
  fields: Fields,
  files: readonly File[] = [],
  headers: Readonly<Record<string, string>> = {},
) => fetch(`${url}/api/injections`, { method: 'POST', body: formOf(fields, files), headers })

async function accept(url: string, fields: Fields, files: readonly File[] = []): Promise<string> {
  const answer = await ask(url, fields, files)
  expect(answer.status, await answer.clone().text()).toBe(202)
  const { job_id, location } = InjectionAccepted.strict().parse(await answer.json())
  expect([location, answer.headers.get('location')]).toEqual([`/api/jobs/${job_id}`, location])
  return job_id
}

const jobOf = async (url: string, id: string): Promise<Job> =>
  Job.parse(await (await fetch(`${url}/api/jobs/${id}`)).json())

async function reportOf(url: string, id: string): Promise<InjectionReport> {
  await expect.poll(async () => (await jobOf(url, id)).state, { timeout: 50_000, interval: 100 }).toBe('completed')
  return InjectionReport.strict().parse(await (await fetch(`${url}/api/injections/${id}`)).json())
}

/** A star's light in Kepler's form. */
function fitsOf(object: string, quarter: number): File {
  const { timeDays, flux } = simulateCurve({ days: 12, noise: 1e-4, planets: [] }, createRandom(`${object} ${quarter}`))
  const time = Array.from(timeDays, (days) => 130 + 20 * quarter + days)
  const counts = Array.from(flux, (value) => 5000 * value)
  const primary = [card('OBJECT', `'${object}'`), card('QUARTER', String(quarter)), card('MISSION', "'Kepler'")]
  const star = [card('TEFF', '5500'), card('LOGG', '4.4'), card('RADIUS', '0.9')]
  const bytes = writeFits(
    [...primary, ...star],
    [
      { name: 'TIME', form: 'D', values: time },
      { name: 'SAP_FLUX', form: 'E', values: counts },
      { name: 'PDCSAP_FLUX', form: 'E', values: counts },
      { name: 'SAP_QUALITY', form: 'J', values: time.map(() => 0) },
    ],
  )
  return new File([new Uint8Array(bytes)], `${quarter}.fits`)
}

describe.skipIf(!HAS_MODEL)('injections of the model light-curve', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ shipped: ['exoplanet/light-curve'] })
  }, 60_000)
  afterAll(() => server.end())

  it('into noise are found and called, counted over period and radius, and come to the same from the same seed', async () => {
    const [id, again, other] = [
      await accept(server.url, FEW),
      await accept(server.url, FEW),
      await accept(server.url, { ...FEW, seed: '2' }),
    ]
    const report = await reportOf(server.url, id)
    expect((await jobOf(server.url, id)).result).toEqual({ prediction_id: null, model_id: null, injection_id: id })
    expect(report).toMatchObject({ id, model_used: 'light-curve', simulated: true, n: 8, star: { radius_solar: 1 } })
    expect(report.options).toMatchObject({ days: 12, noise_ppm: 100, seed: 1, period_to: 3, from_days: 0.9, most: 1 })
    expect(report.noise_ppm).toBeGreaterThan(90)
    expect(report.noise_ppm).toBeLessThan(110)
    expect(report.injections.length).toBe(8)
    expect(report.recovered).toBeGreaterThan(3)
    for (const one of report.injections) {
      expect(one.found_period_days === null).toBe(!one.found)
      const recovered = one.found && one.alias_factor === null
      if (recovered) expect(Math.abs((one.found_period_days ?? 0) / one.period_days - 1)).toBeLessThan(0.02)
      expect(one.probability === null).toBe(!recovered)
      expect(one.called).toBe(one.probability !== null && one.probability >= report.threshold)
    }
    expect(report.cells.reduce((sum, { injected }) => sum + injected, 0)).toBe(8)
    const empty = report.cells.find(({ injected }) => injected === 0)
    expect(empty).toMatchObject({ search: null, completeness: null })
    const { id: _, created_at: __, ...same } = report
    expect(await reportOf(server.url, again)).toMatchObject(same)
    expect((await reportOf(server.url, other)).injections).not.toEqual(report.injections)
  })

  it('into the files of a star are made for that star', async () => {
    const files = [fitsOf('KIC 11', 1), fitsOf('KIC 11', 2)]
    const { days: _, ...fields } = FEW
    const id = await accept(server.url, { ...fields, n: '2' }, files)
    const report = await reportOf(server.url, id)
    expect(report).toMatchObject({ simulated: false, source: { object: 'KIC 11', pieces: [1, 2] }, n: 2 })
    expect(report.star.radius_solar).toBe(0.9)
    expect(report.options.days).toBeUndefined()
    expect((await jobOf(server.url, id)).name).toBe('1.fits and 1 more')
    const first = report.injections[0]
    // between the two lie eight days without a cadence
    expect(first?.transits).toBeLessThan(32 / (first?.period_days ?? 1))
    expect(first?.epoch_days).toBeGreaterThan(150)
  })

  it.each([
    ['period_to', { period_to: '9' }, []],
    ['period_from', { period_from: '9' }, []],
    ['period_to', { period_from: '2', period_to: '1' }, []],
    ['period_to', { period_to: '5.5', to_days: '4' }, []],
    ['radius_to', { radius_from: '5', radius_to: '2' }, []],
    ['impact_to', { impact_from: '0.5', impact_to: '0.2' }, []],
    ['from_days', { from_days: '2' }, []],
    ['n', { n: '201' }, []],
    ['n', { n: '0' }, []],
    ['days', { days: '30' }, [fitsOf('KIC 11', 1)]],
    ['file', { n: '2' }, [fitsOf('KIC 11', 1), fitsOf('KIC 12', 1)]],
  ] as const)('that cannot be are refused with the name of the field: %s', async (field, fields, files) => {
    const days: Fields = files.length > 0 ? {} : { days: '12' }
    const problem = await readProblem(await ask(server.url, { ...days, ...fields }, files))
    expect([problem.status, problem.errors?.[0]?.field]).toEqual([422, field])
  })

  it('stop when they are cancelled, leave nothing, and are seen by whose they are alone', async () => {
    const { as, member } = accountClient(server)
    const [own, other] = [await member(), await member()]
    const headers = { authorization: `Bearer ${own.tokens.access_token}` }
    const { job_id: id } = InjectionAccepted.parse(await (await ask(server.url, MANY, [], headers)).json())
    const { jobReaders } = server.services
    await expect.poll(() => jobReaders.load.running, { timeout: 20_000 }).toBe(1)
    expect((await as(own.tokens)('GET', `/api/injections/${id}`)).status).toBe(409)
    expect((await as(other.tokens)('GET', `/api/injections/${id}`)).status).toBe(404)
    const cancelled = Job.parse(await (await as(own.tokens)('DELETE', `/api/jobs/${id}`)).json())
    expect(cancelled).toMatchObject({ kind: 'inject', state: 'cancelled' })
    await expect.poll(() => jobReaders.load.running, { timeout: 5000 }).toBe(0)
    expect((await as(own.tokens)('GET', `/api/injections/${id}`)).status).toBe(409)
  })
})

describe.skipIf(!HAS_MODEL)('injections whose server is stopped', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-inject-'))
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  const start = async (): Promise<StartedServer> => {
    const quiet = { LOG_LEVEL: 'silent', RATE_LIMIT: 'off', STOP_DELAY_SECONDS: '0' }
    return startServer(readSettings({ PORT: '0', VOUCH_HOME: home, ...quiet }))
  }

  it('are made by the next, as if nothing had been, and read by the one after', { timeout: 120_000 }, async () => {
    const fields = { ...FEW, days: '20', n: '8' }
    const first = await start()
    const [id, whole] = [await accept(first.url, fields), await accept(first.url, FEW)]
    const before = await reportOf(first.url, whole)
    await first.stop()
    const second = await start()
    const report = await reportOf(second.url, id)
    expect((await jobOf(second.url, id)).attempts).toBeGreaterThan(0)
    const again = await reportOf(second.url, await accept(second.url, fields))
    expect(again.injections).toEqual(report.injections)
    await second.stop()
    const third = await start()
    expect(await reportOf(third.url, id)).toEqual(report)
    expect(await reportOf(third.url, whole)).toEqual(before)
    await third.stop()
  })
})
