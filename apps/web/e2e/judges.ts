import { Account, Tokens } from '@vouch/contracts/account'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { SkinPredictOutput } from '@vouch/contracts/domains/skin'
import { OfferOutput, type ReviewPolicyUpdate } from '@vouch/contracts/review'
import { Sample } from '@vouch/contracts/submission'
import type { Person } from './people.ts'
import { startServer } from './start-server.ts'

const PASSWORD = 'four larks above the dunes'

/** Somebody of a server of its own. */
export interface Judge extends Person {
  readonly token: string
}

/**
 * A server of its own, so that its queue holds what a test puts there and nothing else, with its admin; and who makes
 * experts, and calls of a simulated table or of a picture for them to judge.
 */
export async function startJudging(
  domain: 'exoplanet' | 'skin' | 'coding' = 'exoplanet',
  environment: Readonly<Record<string, string>> = {},
) {
  const server = await startServer(environment, { colours: domain === 'skin' })
  const ask = async (method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) => {
    const form = body instanceof FormData
    const answer = await fetch(`${server.baseUrl}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    const json: unknown = await answer.json()
    return json
  }
  let made = 0
  const named = (name: string) => ({ email: `${name}-${(made += 1)}@example.org`, password: PASSWORD })
  const known = async (person: Person): Promise<Judge> => ({
    ...person,
    token: Tokens.parse(await ask('POST', '/api/auth/login', { body: person })).access_token,
  })
  const first = named('admin')
  await ask('POST', '/api/auth/setup', {
    body: { ...first, token: new URL(server.setupPath, server.baseUrl).searchParams.get('token') },
  })
  const admin = await known(first)
  const member = async (name: string) => {
    const person = named(name)
    await ask('POST', '/api/auth/register', { body: person })
    return known(person)
  }
  return {
    admin,
    member,
    at: (path: string) => new URL(path, server.baseUrl).href,
    stop: () => server.stop(),
    ask,
    async expert(name: string): Promise<Judge> {
      const judge = await member(name)
      const { id } = Account.parse(await ask('GET', '/api/account', { token: judge.token }))
      const body = { domain, role: 'expert', give: true }
      await ask('POST', `/api/accounts/${id}/grants`, { token: admin.token, body })
      return judge
    },
    async setPolicy(policy: Omit<ReviewPolicyUpdate, 'domain'>): Promise<void> {
      await ask('PATCH', '/api/reviews/policy', { token: admin.token, body: { domain, ...policy } })
    },
    /** The simulated table, scored for somebody. */
    async predict({ token }: Judge) {
      const { name, csv } = Sample.parse(await ask('GET', '/api/exoplanet/sample'))
      const form = new FormData()
      form.append('file', new File([csv], name))
      const output = PredictOutput.parse(await ask('POST', '/api/predict', { token, body: form }))
      return { id: output.prediction_id ?? '', calls: output.predictions }
    },
    /** A picture, called for somebody and kept. */
    async predictPicture({ token }: Judge, picture: File, said: Readonly<Record<string, string>> = {}) {
      const form = new FormData()
      for (const [name, value] of Object.entries({ store: 'true', ...said })) form.append(name, value)
      form.append('file', picture)
      const output = SkinPredictOutput.parse(await ask('POST', '/api/skin/predict', { token, body: form }))
      return { id: output.prediction_id ?? '', output }
    },
    async offer({ token }: Judge, id: string, rows: readonly number[]): Promise<OfferOutput> {
      return OfferOutput.parse(await ask('POST', '/api/reviews/offer', { token, body: { prediction_id: id, rows } }))
    },
  }
}

export type Judging = Awaited<ReturnType<typeof startJudging>>
