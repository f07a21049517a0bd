import { UploadOutput } from '@vouch/contracts/dataset'
import { Comparison } from '@vouch/contracts/comparison'
import { TrainingAccepted } from '@vouch/contracts/training'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient } from '../testing/accounts.ts'
import { labelledSurvey } from '../testing/labelled-survey.ts'
import { readProblem, tableForm } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const ROWS = 600

describe('two models side by side', { timeout: 120_000 }, () => {
  let server: TestServer
  let trainer: Trainer
  let trees = ''
  let line = ''
  let lineModel = ''
  beforeAll(async () => {
    server = await startTestServer()
    const { tokens } = await accountClient(server).member()
    trainer = await openTrainer(server, { tokens, rows: ROWS })
    trees = await trainer.start()
    line = await trainer.start({ model_type: 'logistic_regression', hyperparameters: {} })
    await trainer.ended(trees)
    lineModel = (await trainer.ended(line)).result?.model_id ?? ''
  }, 120_000)
  afterAll(() => server.end())

  const compare = async (id: string, other: string) =>
    Comparison.strict().parse(await (await trainer.get(`/api/training/compare/${id}?with=${other}`)).json())

  it('are measured on the same rows, and all that is counted of them agrees', async () => {
    const found = await compare(trees, line)
    const { rows = 0 } = (await trainer.session(trees)).result ?? {}
    const { paired, agreement, first, second, differing } = found
    expect([paired.n, agreement.n, first.curves.roc.n, second.curves.roc.n]).toEqual([rows, rows, rows, rows])
    expect([first.model_type, second.model_type]).toEqual(['xgboost', 'logistic_regression'])
    const { both_positive, first_only, second_only, both_negative, first_right, second_right } = agreement
    expect(both_positive + first_only + second_only + both_negative).toBe(rows)
    expect(first_right + second_right).toBe(first_only + second_only)
    expect(differing).toHaveLength(Math.min(200, first_only + second_only))
    for (const one of differing) expect(one.first >= first.threshold).not.toBe(one.second >= second.threshold)
    const metric = (of: typeof first, name: string) => of.metrics.find((one) => one.metric === name)
    expect(metric(first, 'roc_auc')?.value).toBeCloseTo(paired.first.value ?? 0, 4)
    expect(metric(second, 'roc_auc')?.value).toBeCloseTo(paired.second.value ?? 0, 4)
    const difference = (metric(first, 'accuracy')?.value ?? 0) - (metric(second, 'accuracy')?.value ?? 0)
    expect(agreement.accuracy_difference.value).toBeCloseTo(difference, 4)
  })

  it('are the same whichever way they are asked for: by training or model, and the other way round', async () => {
    const [one, other] = [await compare(trees, line), await compare(lineModel, trees)]
    expect(other.paired.difference).toBeCloseTo(-(one.paired.difference ?? 0), 12)
    expect(other.agreement.first_only).toBe(one.agreement.second_only)
    expect(other.first.metrics).toEqual(one.second.metrics)
    const self = await compare(trees, trees)
    expect([self.paired.difference, self.agreement.kappa.value, self.differing]).toEqual([0, 1, []])
  })

  it('may be a served one, and it is said what that one was trained to tell', async () => {
    const found = await compare(trees, 'koi')
    expect([found.second.model, found.second.session_id]).toEqual(['koi', null])
    expect(found.paired.n).toBeGreaterThan(ROWS / 2)
    expect(found.cautions.join(' ')).toMatch(/koi was trained to tell/)
  })

  it('are not compared across tables, nor by who may not see one of them', async () => {
    const body = tableForm(labelledSurvey(300))
    const sent = await fetch(`${server.url}/api/upload`, { method: 'POST', body, headers: trainer.headers })
    const { dataset_id } = UploadOutput.parse(await sent.json())
    const answer = await trainer.post('/api/training/start', trainer.config({ dataset_id }))
    const { session_id } = TrainingAccepted.parse(await answer.json())
    await trainer.ended(session_id)
    const apart = await readProblem(await trainer.get(`/api/training/compare/${trees}?with=${session_id}`))
    expect([apart.status, apart.errors?.[0]?.field]).toEqual([409, 'with'])
    for (const path of [`${trees}?with=${line}`, `${trees}?with=koi`, `${lineModel}?with=koi`])
      expect((await fetch(`${server.url}/api/training/compare/${path}`)).status).toBe(404)
    const nobody = await readProblem(await trainer.get(`/api/training/compare/${trees}?with=nothing`))
    expect(nobody.status).toBe(404)
    expect((await trainer.get(`/api/training/compare/mdl_${'0'.repeat(26)}?with=koi`)).status).toBe(404)
  })
})
