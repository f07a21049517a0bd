import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { NextOutput, OfferOutput, Review, type ReviewPolicyUpdate } from '@vouch/contracts/review'
import { accountClient, type Send, type TestAccount } from './accounts.ts'
import { KOIS } from './requests.ts'
import type { TestServer } from './start-test-server.ts'

/** Who sends a request, and how. */
export interface Person extends TestAccount {
  readonly send: Send
}

/** Experts of a server, and calls for them to judge. */
export function judges(server: Pick<TestServer, 'url' | 'services'>) {
  const client = accountClient(server)
  const person = (account: TestAccount): Person => ({ ...account, send: client.as(account.tokens) })
  const json = async (answer: Response, status: number): Promise<unknown> => {
    const text = await answer.text()
    if (answer.status !== status) throw new Error(`${answer.status}: ${text}`)
    return JSON.parse(text)
  }
  const expert = async () => person(await client.withRole('expert', 'exoplanet'))
  const admin = async () => person(await client.withRole('admin'))
  return {
    expert,
    admin,
    member: async () => person(await client.member()),
    async setPolicy(by: Person, policy: Omit<ReviewPolicyUpdate, 'domain'>) {
      await json(await by.send('PATCH', '/api/reviews/policy', { domain: 'exoplanet', ...policy }), 200)
    },
    /** A submission of some rows that no other has. */
    async predict(
      by: Person,
      rows = 4,
      options: { readonly model?: string; readonly tag?: string } = {},
    ): Promise<PredictOutput & { readonly prediction_id: string }> {
      const { tag = Math.random().toString(36).slice(2, 10), ...more } = options
      const table = Array.from({ length: rows }, (_, i) => ({
        ...KOIS[i % 4],
        kepoi_name: `${tag}-K${Math.floor(i / 2)}.0${(i % 2) + 1}`,
      }))
      const made = PredictOutput.parse(await json(await by.send('POST', '/api/predict', { rows: table, ...more }), 200))
      if (made.prediction_id === null) throw new Error('Nothing was kept.')
      return { ...made, prediction_id: made.prediction_id }
    },
    async offer(by: Person, predictionId: string, more: object = {}): Promise<OfferOutput> {
      const body = { prediction_id: predictionId, ...more }
      return OfferOutput.parse(await json(await by.send('POST', '/api/reviews/offer', body), 200))
    },
    async next(by: Person, count = 1): Promise<NextOutput> {
      const body = { domain: 'exoplanet', count }
      return NextOutput.parse(await json(await by.send('POST', '/api/reviews/next', body), 200))
    },
    async judge(by: Person, body: object, path = '/api/reviews'): Promise<Review> {
      return Review.strict().parse(await json(await by.send('POST', path, body), 201))
    },
  }
}
