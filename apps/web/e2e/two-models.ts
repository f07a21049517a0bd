import { UploadOutput } from '@vouch/contracts/dataset'
import { TrainingAccepted, TrainingSession } from '@vouch/contracts/training'
import { expect, inject } from 'vitest'
import { newPerson, tokenOf } from './people.ts'
import { signalsCsv } from './signals.ts'

async function trained(token: string, dataset: string, more: object): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = {
    dataset_source: 'upload',
    dataset_id: dataset,
    label: 'answer',
    positive_labels: ['PLANET'],
    group_key: 'star',
    ...more,
  }
  const body = JSON.stringify(sent)
  const answer = await fetch(`${inject('baseUrl')}/api/training/start`, { method: 'POST', headers, body })
  const { session_id: id } = TrainingAccepted.parse(await answer.json())
  const status = async () => {
    const seen = await fetch(`${inject('baseUrl')}/api/training/status/${id}`, { headers })
    return TrainingSession.parse(await seen.json()).status
  }
  await expect.poll(status, { timeout: 60_000, interval: 200 }).toBe('completed')
  return id
}

/** Somebody new with a table of their own and two models of it, made over the API. */
export async function withTwoModels() {
  const person = await newPerson()
  const token = await tokenOf(person)
  const form = new FormData()
  form.append('file', new File([signalsCsv(600)], 'signals.csv', { type: 'text/csv' }))
  const headers = { authorization: `Bearer ${token}` }
  const sent = await fetch(`${inject('baseUrl')}/api/upload`, { method: 'POST', headers, body: form })
  const { dataset_id: dataset } = UploadOutput.parse(await sent.json())
  const trees = await trained(token, dataset, { model_type: 'xgboost', hyperparameters: { n_estimators: 20 } })
  const line = await trained(token, dataset, { model_type: 'logistic_regression' })
  return { person, dataset, trees, line }
}
