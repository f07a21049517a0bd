import { UploadOutput } from '@vouch/contracts/dataset'
import type { Tokens } from '@vouch/contracts/account'
import { TrainingAccepted, TrainingSession } from '@vouch/contracts/training'
import { expect, vi } from 'vitest'
import { labelledSurvey } from './labelled-survey.ts'
import { tableForm } from './requests.ts'
import type { TestServer } from './start-test-server.ts'

const TRAINED_MS = 60_000

/** Somebody who trains on a labelled survey that he sent, or on another table. */
export interface Trainer {
  readonly headers: Readonly<Record<string, string>>
  readonly dataset: UploadOutput
  get(path: string): Promise<Response>
  post(path: string, body?: unknown, more?: Readonly<Record<string, string>>): Promise<Response>
  /** a configuration that is taken */
  config(more?: object): object
  /** @returns the id of the training */
  start(more?: object): Promise<string>
  session(id: string): Promise<TrainingSession>
  /** Waits until it is over, whatever becomes of it. */
  ended(id: string): Promise<TrainingSession>
}

export async function openTrainer(
  { url }: Pick<TestServer, 'url'>,
  { tokens, rows, table }: { readonly tokens: Tokens; readonly rows: number; readonly table?: string },
): Promise<Trainer> {
  const headers = { authorization: `Bearer ${tokens.access_token}` }
  const body = tableForm(table ?? labelledSurvey(rows))
  const sent = await fetch(`${url}/api/upload`, { method: 'POST', body, headers })
  const dataset = UploadOutput.parse(await sent.json())
  const get = (path: string) => fetch(url + path, { headers })
  const post = (path: string, sentBody: unknown = {}, more: Readonly<Record<string, string>> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { ...headers, ...more, 'content-type': 'application/json' },
      body: JSON.stringify(sentBody),
    })
  const config = (more: object = {}) => ({
    model_type: 'xgboost',
    dataset_source: 'upload',
    dataset_id: dataset.dataset_id,
    hyperparameters: { n_estimators: 20, max_depth: 3 },
    folds: 3,
    label: 'koi_disposition',
    positive_labels: ['CONFIRMED'],
    negative_labels: ['FALSE POSITIVE'],
    group_key: 'kepid',
    ...more,
  })
  const session = async (id: string) =>
    TrainingSession.strict().parse(await (await get(`/api/training/status/${id}`)).json())
  return {
    headers,
    dataset,
    get,
    post,
    config,
    session,
    async start(more) {
      const answer = await post('/api/training/start', config(more))
      expect([answer.status, answer.status === 202 ? '' : await answer.clone().text()]).toEqual([202, ''])
      return TrainingAccepted.strict().parse(await answer.json()).session_id
    },
    async ended(id) {
      const isOver = async () => expect((await session(id)).status).toMatch(/completed|failed|cancelled/)
      await vi.waitFor(isOver, { timeout: TRAINED_MS, interval: 100 })
      return session(id)
    },
  }
}
