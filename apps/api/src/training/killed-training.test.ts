import { UploadOutput } from '@vouch/contracts/dataset'
import { TrainingAccepted, TrainingSession, TrainingVisualization } from '@vouch/contracts/training'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MAX_ATTEMPTS } from '../job/store.ts'
import { labelledSurvey } from '../testing/labelled-survey.ts'
import { tableForm } from '../testing/requests.ts'
import { spawnServer } from '../testing/spawn-server.ts'
import { makeTestPlace, openTestDatabase, serverRuns } from '../testing/test-database.ts'

/** One less than a job is begun: with one more it would have failed. */
const KILLS = MAX_ATTEMPTS - 1
const ROUNDS = process.env['VOUCH_LONG'] === '1' ? 5 : 1
/** So many folds that each kill finds it at work, with some of them done, on a machine several times as fast, too. */
const CONFIG = {
  model_type: 'xgboost',
  dataset_source: 'upload',
  label: 'koi_disposition',
  positive_labels: ['CONFIRMED'],
  negative_labels: ['FALSE POSITIVE'],
  group_key: 'kepid',
  hyperparameters: { n_estimators: 400, max_depth: 5, learning_rate: 0.02 },
  folds: 10,
}

async function post(url: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.ok, await answer.clone().text()).toBe(true)
  return answer.json()
}
const look = async (url: string, id: string) =>
  TrainingSession.parse(await (await fetch(`${url}/api/training/status/${id}`)).json())
const curves = async (url: string, id: string) =>
  TrainingVisualization.parse(await (await fetch(`${url}/api/visualization/${id}`)).json()).learning_curves
const ended = async (url: string, id: string) => {
  await expect
    .poll(async () => (await look(url, id)).status, { timeout: 90_000, interval: 200 })
    .toMatch(/completed|failed|cancelled/)
  return look(url, id)
}

describe.each(['pglite', 'postgresql'] as const)('a training whose server is killed (%s)', (kind) => {
  it.skipIf(kind === 'postgresql' && !serverRuns)(
    'goes on after each start to the model that it would have been, byte for byte, and leaves no half of one',
    { timeout: 300_000 },
    async () => {
      const place = await makeTestPlace(kind)
      let server = await spawnServer({ ...place.settings })
      const form = tableForm(labelledSurvey(400))
      const sent = await fetch(`${server.url}/api/upload`, { method: 'POST', body: form })
      const { dataset_id } = UploadOutput.parse(await sent.json())
      const start = async () =>
        TrainingAccepted.parse(await post(server.url, '/api/training/start', { ...CONFIG, dataset_id })).session_id
      const wholeId = await start()
      const whole = await ended(server.url, wholeId)
      const wholeCurves = await curves(server.url, wholeId)
      for (let round = 0; round < ROUNDS; round++) {
        const id = await start()
        for (let kill = 0; kill < KILLS; kill++) {
          const { url } = server
          await expect
            .poll(async () => (await look(url, id)).metrics?.fold ?? 0, { timeout: 60_000, interval: 20 })
            .toBeGreaterThan(kill === 0 ? 1 : 0)
          await new Promise((resolve) => setTimeout(resolve, (round * 211 + kill * 137) % 311))
          server.child.kill('SIGKILL')
          await server.exited
          server = await spawnServer({ ...place.settings })
        }
        const done = await ended(server.url, id)
        expect([done.status, done.result?.model_sha256]).toEqual(['completed', whole.result?.model_sha256])
        expect(done.result?.metrics).toEqual(whole.result?.metrics)
        expect(await curves(server.url, id)).toEqual(wholeCurves)
      }
      server.child.kill('SIGTERM')
      expect(await server.exited).toBe(0)
      const database = await openTestDatabase(place)
      const found: unknown = await database.sql.execute(sql`
        select model.id from vouch.model left join vouch.training on training.model_id = model.id
        where model.source = 'trained' and training.id is null`)
      expect(z.object({ rows: z.array(z.unknown()) }).parse(found).rows).toEqual([])
      await database.close()
      await place.remove()
    },
  )
})
