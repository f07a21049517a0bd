import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CallPage, Evidence } from '@vouch/contracts/domains/exoplanet'
import { CandidateCurve, CurveExplanation, SearchOutput } from '@vouch/contracts/domains/light-curve'
import { Explanation } from '@vouch/contracts/explanation'
import { Job, JobAccepted } from '@vouch/contracts/job'
import { simulateCurve } from '@vouch/core/series/simulate-curve'
import { createRandom } from '@vouch/core/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelsFolder } from '../../../model/model-registry.ts'
import { judges } from '../../../testing/judges.ts'
import { postJson, readCalls, readProblem, tableForm, toCsv } from '../../../testing/requests.ts'
import { curvesForm, PLANET, simulatedQuarter } from '../../../testing/simulated-quarter.ts'
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts'
import { listUnreferenced } from '../../../file/store.ts'

const HAS_MODEL = existsSync(join(modelsFolder(), 'exoplanet', 'light-curve', 'manifest.json'))
const KNOWN = { period_days: PLANET.periodDays, epoch_days: PLANET.epochDays, duration_hours: 24 * PLANET.durationDays }
const QUARTER = simulatedQuarter()
const STAR = 999_999_001

describe.skipIf(!HAS_MODEL)('light curves', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({
      models: [{ id: 'koi' }],
      shipped: ['exoplanet/light-curve', 'exoplanet/light-curve-tess'],
    })
  }, 60_000)
  afterAll(() => server.end())

  const send = (path: string, form: FormData) => fetch(server.url + path, { method: 'POST', body: form })
  const predict = (form: FormData) => send('/api/lightcurve/predict', form)
  const refused = async (form: FormData, path = '/api/lightcurve/predict') => readProblem(await send(path, form))
  const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()
  const called = async (fields: Record<string, string | number> = KNOWN) => {
    const calls = await readCalls(await predict(curvesForm([['q1.fits', QUARTER]], fields)))
    if (calls.prediction_id === null) throw new Error('Nothing was kept.')
    return { ...calls, id: calls.prediction_id }
  }

  it('are called at the period that is named, and the same curve is called the same again', async () => {
    const [first, again] = [await called(), await called()]
    expect(first.model_used).toBe('light-curve')
    expect(first.predictions).toMatchObject([{ row: 0, id: `KIC ${STAR}.01`, features: { orbital_period: 5.3 } }])
    expect(first.context).toMatchObject({ rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(again.predictions).toEqual(first.predictions)
    expect(again.input_sha256).toBe(first.input_sha256)
    const { predictions } = CallPage.parse(await get(`/api/predictions/${first.id}/calls`))
    expect(predictions).toEqual(first.predictions)
  })

  it('are looked through where no period is named: the planet that is in them is found and called', async () => {
    const calls = await readCalls(await predict(curvesForm([['q1.fits', QUARTER]], { most: 2, to_days: 20 })))
    expect(calls.predictions[0]?.features.orbital_period).toBeCloseTo(5.3, 2)
    // a tenth of the sun is 10.9 Earths; its middle, which the planet crosses, is brighter than its mean
    expect(calls.predictions[0]?.features.planet_radius).toBeGreaterThan(10.5)
    expect(calls.predictions[0]?.features.planet_radius).toBeLessThan(12)
    const shown = CandidateCurve.parse(await get(`/api/lightcurve/predictions/${calls.prediction_id}/calls/0`))
    expect(shown.search?.signals[0]?.period_days).toBeCloseTo(5.3, 2)
    expect(shown.search?.periodogram.snr.length).toBeGreaterThan(100)
  })

  it('of TESS are called by the network that learned from TESS, whose views are other ones', async () => {
    const sector = simulatedQuarter({ mission: 'TESS', star: 31, days: 27 })
    const calls = await readCalls(await predict(curvesForm([['s1.fits', sector]], KNOWN)))
    expect(calls.model_used).toBe('light-curve-tess')
    expect(calls.predictions[0]?.id).toBe('TIC 31.01')
    const ask = { prediction_id: calls.prediction_id, row: 0 }
    const explained = CurveExplanation.parse(await (await postJson(server.url, ask, '/api/lightcurve/explain')).json())
    expect(explained.grad_cam.map(({ view, along }) => [view, along.length])).toEqual([
      ['global', 201],
      ['local', 61],
      ['secondary', 61],
    ])
  })

  it('may be a table of times and fluxes, and a search calls nothing', async () => {
    const { timeDays, flux } = simulateCurve({ days: 40, noise: 3e-4, planets: [PLANET] }, createRandom('table'))
    const csv = toCsv(Array.from(timeDays, (time, i) => ({ time, flux: flux[i] ?? null })))
    const form = curvesForm([['star.csv', csv]], { most: 1, to_days: 12 })
    const { stars } = SearchOutput.strict().parse(await (await send('/api/lightcurve/search', form)).json())
    expect(stars[0]?.signals[0]?.period_days).toBeCloseTo(5.3, 1)
    expect(stars[0]?.source).toMatchObject({ object: null, cadences: timeDays.length })
  })

  it('of the sample are those of a simulated star, by name, and both of its planets are found', async () => {
    const csv = await (await fetch(`${server.url}/api/lightcurve/sample.csv`)).text()
    const calls = await readCalls(await predict(curvesForm([['sample.csv', csv]], { most: 2 })))
    expect(calls.predictions.map(({ id }) => id)).toEqual(['simulated star.01', 'simulated star.02'])
    const periods = calls.predictions.map(({ features }) => features.orbital_period ?? 0).sort((a, b) => a - b)
    expect(periods[0]).toBeCloseTo(4.913, 2)
    expect(periods[1]).toBeCloseTo(11.37, 1)
  })

  it('become a job where the search is long, whose calls and curves are there when it is done', async () => {
    const quarters = [0, 90, 180].map(
      (fromDay) => [`q${fromDay}.fits`, simulatedQuarter({ fromDay, days: 88 })] as const,
    )
    const answer = await predict(curvesForm(quarters, { most: 1, from_days: 4, to_days: 8 }))
    expect(answer.status).toBe(202)
    const { job_id, prediction_id, location } = JobAccepted.parse(await answer.json())
    expect(location).toBe(`/api/jobs/${job_id}`)
    await expect
      .poll(async () => Job.parse(await get(location)).state, { timeout: 120_000, interval: 300 })
      .toBe('completed')
    const { predictions } = CallPage.parse(await get(`/api/predictions/${prediction_id}/calls`))
    expect(predictions[0]?.features.orbital_period).toBeCloseTo(5.3, 3)
    const shown = CandidateCurve.parse(await get(`/api/lightcurve/predictions/${prediction_id}/calls/0?points=500`))
    expect(shown.source.pieces).toEqual([1, 2, 3])
    expect(shown.curve.time_days.length).toBeLessThanOrEqual(502)
  }, 150_000)

  it('show a call in its star’s light: the fold, its halves, the tests, and no centroid that nobody measured', async () => {
    const { id } = await called()
    const shown = CandidateCurve.strict().parse(await get(`/api/lightcurve/predictions/${id}/calls/0`))
    expect(shown.tests.depth?.depth_ppm).toBeGreaterThan(8000)
    expect(Math.abs(shown.tests.odd_even_sigmas ?? Number.NaN)).toBeLessThan(4)
    expect(Math.min(...shown.views.local.values)).toBeCloseTo(-1, 5)
    expect(shown.views.local.to_days).toBeCloseTo(4 * PLANET.durationDays, 6)
    expect(shown.search).toBeNull()
    expect(shown.centroids).toEqual([])
    // all that lies in the dip lies below
    const middle = shown.folded.flux.filter((_, i) => Math.abs(shown.folded.phase_hours[i] ?? 9) < 1)
    expect(Math.max(...middle)).toBeLessThan(0.995)
  })

  it('say where the network looked: a map for each view, held against chance, and sums that add up', async () => {
    const { id, predictions } = await called()
    const ask = { prediction_id: id, row: 0 }
    const explained = CurveExplanation.strict().parse(
      await (await postJson(server.url, ask, '/api/lightcurve/explain')).json(),
    )
    expect(explained.output.probability).toBe(predictions[0]?.probability)
    expect(explained.grad_cam.map(({ view, along }) => [view, along.length])).toEqual([
      ['global', 2001],
      ['local', 201],
    ])
    for (const { signed, map } of explained.grad_cam) expect(map).toEqual(signed.map((value) => Math.max(0, value)))
    const { base_log_odds, residual, inputs, views } = explained.integrated_gradients
    const sum = [...inputs, ...views].reduce((total, { log_odds }) => total + log_odds, base_log_odds + residual)
    expect(sum).toBeCloseTo(explained.output.log_odds, 4)
    const other = CurveExplanation.parse(
      await (await postJson(server.url, { ...ask, target: 'FALSE POSITIVE' }, '/api/lightcurve/explain')).json(),
    )
    const opposite = explained.target === 'FALSE POSITIVE' ? explained : other
    const planet = explained.target === 'PLANET' ? explained : other
    if (explained.target === 'PLANET')
      expect(opposite.grad_cam[1]?.signed[24]).toBeCloseTo(-(planet.grad_cam[1]?.signed[24] ?? Number.NaN), 6)
    const generic = Explanation.parse(
      await (await postJson(server.url, { call: ask }, '/api/explain-prediction')).json(),
    )
    expect(generic).toMatchObject({ method: 'integrated-gradients', against: 'flat_curve', background: null })
    expect(generic.contributions.map(({ name }) => name)).toContain('local view')
    const { evidence } = Evidence.parse(await get(`/api/exoplanet/predictions/${id}/calls/0`))
    expect(evidence.map(({ name }) => name)).toContain('log_depth')
  })

  it('are not explained to who is to judge the call first, who may see its light', async () => {
    const of = judges(server)
    const [owner, expert] = [await of.member(), await of.expert()]
    await of.setPolicy(await of.admin(), { blind_share: 1 })
    const headers = { authorization: `Bearer ${owner.tokens.access_token}` }
    const body = curvesForm([['q1.fits', QUARTER]], KNOWN)
    const calls = await readCalls(
      await fetch(`${server.url}/api/lightcurve/predict`, { method: 'POST', headers, body }),
    )
    const id = calls.prediction_id ?? ''
    await of.offer(owner, id, { rows: [0] })
    expect((await of.next(expert)).items).toHaveLength(1)
    const asked = await expert.send('POST', '/api/lightcurve/explain', { prediction_id: id, row: 0 })
    expect([asked.status, await asked.text()]).toEqual([409, expect.stringContaining('before you see it')])
    const light = await expert.send('GET', `/api/lightcurve/predictions/${id}/calls/0`)
    expect(light.status).toBe(200)
    expect(await light.text()).not.toMatch(/PLANET|FALSE POSITIVE|probability/)
    await of.judge(expert, { prediction_id: id, row: 0, verdict: 'correct', label: 'PLANET' })
    expect((await expert.send('POST', '/api/lightcurve/explain', { prediction_id: id, row: 0 })).status).toBe(200)
  })

  it('that come with a table are looked at for its rows, and the rows of other stars are said to have none', async () => {
    const row = {
      koi_period: 5.3,
      koi_time0bk: PLANET.epochDays,
      koi_duration: 24 * PLANET.durationDays,
      koi_depth: 1e4,
    }
    const rows = [
      { kepoi_name: 'K1.01', kepid: STAR, ...row },
      { kepoi_name: 'K2.01', kepid: 12, ...row },
    ]
    const form = tableForm(toCsv(rows), { model: 'cnn' })
    form.append('lightcurve', new File([QUARTER], 'q1.fits'))
    form.append('lightcurve', new File([simulatedQuarter({ star: 77 })], 'other.fits'))
    const calls = await readCalls(await send('/api/predict', form))
    expect(calls.predictions.map(({ id }) => id)).toEqual(['K1.01'])
    expect(calls.not_assessed).toMatchObject([{ id: 'K2.01', reason: expect.stringContaining('no light curve') }])
    const without = await readProblem(await postJson(server.url, { rows, model: 'cnn' }))
    expect(without.detail).toContain('no light curve')
  })

  it('come through the one door that all share, too: a FITS file is looked through', async () => {
    const form = curvesForm([['q1.fits', simulatedQuarter({ days: 30 })]])
    const { model_used, predictions } = await readCalls(await send('/api/predict', form))
    expect(model_used).toBe('light-curve')
    expect(predictions[0]?.features.orbital_period).toBeCloseTo(5.3, 1)
  })

  it('are called by a network alone: no model of rows is put in its place, and it is measured on no table', async () => {
    const of = judges(server)
    const [expert, admin] = [await of.expert(), await of.admin()]
    const measured = await admin.send('POST', '/api/models/light-curve/measure', { dataset_id: 'kepler_koi' })
    expect(measured.status).toBeGreaterThanOrEqual(400)
    expect(measured.status).toBeLessThan(500)
    expect((await expert.send('POST', '/api/models/light-curve/promote', { model: 'koi' })).status).toBe(422)
    expect((await expert.send('GET', '/api/models/light-curve/metrics')).status).toBe(200)
    expect((await expert.send('GET', '/api/models/cnn/importance')).status).toBe(200)
  })

  it('go with their prediction, and nothing else does', async () => {
    const of = judges(server)
    const owner = await of.member()
    const headers = { authorization: `Bearer ${owner.tokens.access_token}` }
    const body = curvesForm([['q1.fits', simulatedQuarter({ star: 5 })]], KNOWN)
    const made = await fetch(`${server.url}/api/lightcurve/predict`, { method: 'POST', headers, body })
    const { prediction_id, context } = await readCalls(made)
    const unreferenced = async () => {
      const pages: string[] = []
      for await (const page of listUnreferenced(server.services.database.sql)) pages.push(...page)
      return pages
    }
    expect(await unreferenced()).not.toContain(context?.sha256)
    expect((await owner.send('DELETE', `/api/predictions/${prediction_id}`)).status).toBe(200)
    await expect(server.services.files.open(context?.sha256 ?? '')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that are broken, or do not go together, are refused with the field and the file named', async () => {
    const twice = curvesForm(
      [
        ['a.fits', QUARTER],
        ['b.fits', QUARTER],
      ],
      KNOWN,
    )
    expect((await refused(twice)).detail).toMatch(/[ab]\.fits overlaps [ab]\.fits/)
    const cut = curvesForm([['cut.fits', QUARTER.slice(0, 20_000)]], KNOWN)
    expect((await refused(cut)).detail).toContain('cut.fits')
    expect(await refused(curvesForm([['x.csv', 'a,b\n1,2\n']], KNOWN))).toMatchObject({ status: 422 })
    expect(await refused(curvesForm([], KNOWN))).toMatchObject({ errors: [{ field: 'file' }] })
    expect(await refused(curvesForm([['q.fits', QUARTER]], { period_days: 5.3 }))).toMatchObject({
      errors: [{ field: 'epoch_days' }],
    })
    expect(await refused(curvesForm([['q.fits', QUARTER]], { from_days: 9, to_days: 3 }))).toMatchObject({
      errors: [{ field: 'to_days' }],
    })
    const empty = simulatedQuarter({ planets: [], star: 9, days: 30 })
    expect((await refused(curvesForm([['e.fits', empty]], { to_days: 8 }))).detail).toContain('no signal')
    const mixed = curvesForm([
      ['a.fits', QUARTER],
      ['b.csv', toCsv([...Array(20).keys()].map((i) => ({ time: i, flux: 1 })))],
    ])
    expect((await refused(mixed)).detail).toContain('names its star')
  })
})
