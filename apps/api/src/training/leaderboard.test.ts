import { rm } from 'node:fs/promises'
import { PromoteOutput, Leaderboard } from '@vouch/contracts/promotion'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, type Send } from '../testing/accounts.ts'
import { labelledSurvey } from '../testing/labelled-survey.ts'
import { writeOutOfFold } from '../testing/out-of-fold.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { openTrainer, type Trainer } from '../testing/trainer.ts'

const LONG = { timeout: 120_000 }
const ROWS = 1500
const survey = labelledSurvey(ROWS)

describe('a leaderboard', LONG, () => {
  let server: TestServer
  let expert: Send
  let trainer: Trainer
  let good = ''
  let left: string[] = []

  beforeAll(async () => {
    server = await startTestServer()
    const client = accountClient(server)
    const person = await client.withRole('expert', 'exoplanet')
    expert = client.as(person.tokens)
    trainer = await openTrainer(server, { tokens: person.tokens, rows: ROWS })
    const hyperparameters = { n_estimators: 60, max_depth: 3, learning_rate: 0.1 }
    const train = async (more: object) => trainer.ended(await trainer.start({ hyperparameters, ...more }))
    good = (await train({})).result?.model_id ?? ''
    await train({ features: ['koi_slogg'] })
  }, 120_000)
  afterEach(async () => {
    for (const file of left) await rm(file)
    left = []
  })
  afterAll(() => server.end())

  const known = async (call: (row: number) => number | null) => {
    left = [await writeOutOfFold(server, survey, call)]
  }
  const board = async () => {
    const path = `/api/leaderboard?dataset_id=${trainer.dataset.dataset_id}`
    return Leaderboard.strict().parse(await (await trainer.get(path)).json())
  }

  it('tests every entry, the best too, against the served model, by what that said of rows it had not seen', async () => {
    await known(() => 0.5)
    const { reference, entries } = await board()
    expect(reference).toMatchObject({ model: 'koi', kind: 'served' })
    expect(reference?.why).toMatch(/answers for such tables.*its own cross-validation.*“Positive”/)
    expect(entries.map(({ model }) => model)[0]).toBe(good)
    for (const { paired, out_of_fold, test } of entries) {
      expect(paired?.n).toBe(out_of_fold.n + (test?.n ?? 0))
      expect(paired?.second.value).toBe(0.5)
      expect(paired?.difference).toBeCloseTo((paired?.first.value ?? 0) - 0.5, 9)
      expect(paired?.interval?.[0]).toBeLessThan(paired?.difference ?? 0)
    }
    expect(entries[0]?.paired?.p).toBeLessThan(1e-6)
    // no table was scored for it
    expect(server.services.scorers.load.running).toBe(0)
  })

  it('does not where the served model knows few of the rows, or came without calls: then the best is the reference', async () => {
    const own = async () => {
      const { reference, entries } = await board()
      expect(reference).toMatchObject({ model: good, kind: 'own_best' })
      expect(entries.map(({ paired }) => paired === null)).toEqual([true, false])
    }
    await own()
    await known((row) => (row % 3 === 0 ? 0.5 : null))
    await own()
  })

  it('tests against the model that was promoted, by its own calls, where it was trained on these rows', async () => {
    await known(() => 0.5)
    const sent = await expert('POST', '/api/models/koi/promote', { model: good })
    expect(PromoteOutput.parse(await sent.json()).promoted).toBe(true)
    const { reference, entries } = await board()
    expect(reference).toMatchObject({ model: good, kind: 'promoted', name: 'koi' })
    expect(entries.map(({ live, paired }) => [live, paired === null])).toEqual([
      [true, true],
      [false, false],
    ])
    await expert('POST', '/api/models/koi/roll-back', {})
    expect((await board()).reference?.kind).toBe('served')
  })
})
