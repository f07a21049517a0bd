import type { JobAccepted } from '@vouch/contracts/job'
import { expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { answerLightCurve, CALLED_ID } from './light-curve-answers.ts'
import { quarterFile } from './light-curve-file.ts'

const JOB = 'job_00000000000000000000000000'

const RUNNING = {
  id: JOB,
  kind: 'predict-table',
  name: 'kplr-q1.fits',
  state: 'running',
  progress: 43,
  stage: 'searching',
  training: null,
  eta_seconds: null,
  attempts: 1,
  result: null,
  reason: null,
  version: 2,
  created_at: '2026-01-02T03:04:05.000Z',
  started_at: '2026-01-02T03:04:05.000Z',
  finished_at: null,
}

describeInBrowser('a search that takes long is followed', (open) => {
  it('its progress is told, it can be cancelled, and its signals take its place where the curve was', async () => {
    const page = await open('/light-curve')
    const accepted: JobAccepted = {
      job_id: JOB,
      status: 'queued',
      prediction_id: CALLED_ID,
      location: `/api/jobs/${JOB}`,
    }
    let goOn = () => {}
    const over = new Promise<void>((resolve) => (goOn = resolve))
    await answerLightCurve(page, { procedures: { 'job.get': RUNNING } })
    await page.route('**/api/lightcurve/predict', (route) => route.fulfill({ status: 202, json: accepted }))
    await page.route('**/api/jobs/*/events', async (route) => {
      await over
      const done = { ...RUNNING, state: 'completed', progress: 100, stage: null, version: 3 }
      const result = { prediction_id: CALLED_ID, model_id: null }
      const data = JSON.stringify({ ...done, result, finished_at: RUNNING.created_at })
      return route.fulfill({ contentType: 'text/event-stream', body: `id: 3\ndata: ${data}\n\n` })
    })
    await page.getByLabel('Light-curve files').setInputFiles(quarterFile({ quarter: 1, days: 30 }))
    await page.getByText('The line is the trend').waitFor()
    await page.getByRole('button', { name: 'Search and call' }).click()
    await page.getByRole('progressbar', { name: 'Looking for signals: 43 %' }).waitFor()
    await page.getByRole('button', { name: 'Cancel: the search' }).waitFor()
    goOn()
    await page.getByRole('radiogroup', { name: 'Signals' }).getByText('KIC 1 .01').waitFor()
    // the star is the one that was dropped: it is folded with all its cadences, not with those that the server sends
    await page.getByText(/^1,[34]\d\d cadences; left out: 15/).waitFor()
    await page.getByRole('button', { name: 'Search again' }).click()
    expect(await page.getByRole('radiogroup', { name: 'Signals' }).count()).toBe(0)
  })

  it('a refusal of the files is explained where they were sent', async () => {
    const page = await open('/light-curve')
    const problem = {
      type: '/problems/invalid',
      title: 'The content does not hold what is needed',
      status: 422,
      detail: 'Too few cadences.',
      code: 'invalid',
    }
    await page.route('**/api/lightcurve/predict', (route) =>
      route.fulfill({ status: 422, contentType: 'application/problem+json', json: problem }),
    )
    await page.getByLabel('Light-curve files').setInputFiles(quarterFile({ quarter: 1, days: 30 }))
    await page.getByRole('button', { name: 'Search and call' }).click()
    await page.getByRole('alert').getByText('Too few cadences.').waitFor()
  })
})
