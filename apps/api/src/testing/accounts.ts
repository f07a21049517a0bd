import { randomBytes } from 'node:crypto'
import { Account, type GrantInput, Tokens } from '@vouch/contracts/account'
import { giveGrant } from '../account/store.ts'
import type { TestServer } from './start-test-server.ts'

export const PASSWORD = 'a dozen quiet photons'

export type Send = (method: string, path: string, body?: unknown) => Promise<Response>

export interface TestAccount {
  readonly id: string
  readonly email: string
  readonly tokens: Tokens
}

/** Accounts of a server, as their owners use them over REST. */
export function accountClient({ url, services }: Pick<TestServer, 'url' | 'services'>) {
  const sender =
    (headers: Readonly<Record<string, string>>): Send =>
    (method, path, body) =>
      fetch(url + path, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      })
  const as = ({ access_token }: Pick<Tokens, 'access_token'>) => sender({ authorization: `Bearer ${access_token}` })
  const stranger = () => ({ email: `${randomBytes(6).toString('hex')}@example.org`, send: sender({}) })

  const logIn = async (email: string, password = PASSWORD): Promise<Tokens> => {
    const answer = await sender({})('POST', '/api/auth/login', { email, password })
    if (answer.status !== 200) throw new Error(`logging in gave ${answer.status}: ${await answer.text()}`)
    return Tokens.strict().parse(await answer.json())
  }
  const member = async (): Promise<TestAccount> => {
    const { email, send } = stranger()
    await send('POST', '/api/auth/register', { email, password: PASSWORD })
    const tokens = await logIn(email)
    const { id } = Account.parse(await (await as(tokens)('GET', '/api/account')).json())
    return { id, email, tokens }
  }
  /** An account with a role more, which nobody was asked for. */
  const withRole = async (role: GrantInput['role'], domain: GrantInput['domain'] = '*'): Promise<TestAccount> => {
    const made = await member()
    await giveGrant(services.database.sql, { accountId: made.id, domain, role, by: null })
    services.accounts.callers.forget(made.id)
    return made
  }
  return { as, withKey: (key: string) => sender({ 'x-api-key': key }), stranger, logIn, member, withRole }
}
