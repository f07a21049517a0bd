import {
  Account,
  AccountDeletion,
  AccountDisabling,
  AccountPage,
  AccountQuery,
  AccountUpdate,
  ApiKeyInput,
  ApiKeyList,
  ApiKeyRef,
  GrantInput,
  LoginInput,
  LoginSessionPage,
  LoginSessionRef,
  LogoutInput,
  NewApiKey,
  PasswordChange,
  RefreshInput,
  RegisterInput,
  RegisterOutput,
  SetupInput,
  TokenInput,
  Tokens,
} from '@vouch/contracts/account'
import { PageQuery } from '@vouch/contracts/page'
import { z } from 'zod'
import { appendAudit } from '../audit/audit.ts'
import { procedure, router } from '../trpc.ts'
import { auditAct } from './audit-act.ts'
import { listKeys } from './key-store.ts'
import { logIn, logOut, refresh } from './login.ts'
import {
  accountOf,
  changePassword,
  createKey,
  decideGrant,
  deleteAccount,
  deleteKey,
  deleteSession,
  disable,
  getAccount,
  pageSessions,
  rename,
} from './manage.ts'
import { register, setUp } from './register.ts'
import { listAccounts } from './store.ts'

const tag = 'accounts'
const Nothing = z.null()
/** What is an account's own affair is for who is logged in. */
const own = { access: 'account', scope: 'none' } as const

const keyRouter = router({
  list: procedure
    .meta({ ...own, rest: { method: 'GET', path: '/api/account/keys', summary: 'My API keys', tag } })
    .output(ApiKeyList)
    .query(async ({ ctx }) => ({ keys: await listKeys(ctx.services.database.sql, accountOf(ctx)) })),
  create: procedure
    .meta({
      ...own,
      rest: {
        method: 'POST',
        path: '/api/account/keys',
        summary: 'A new API key, shown this once',
        tag,
        status: 201,
        errors: ['conflict'],
      },
    })
    .input(ApiKeyInput)
    .output(NewApiKey)
    .mutation(({ ctx, input }) => createKey(ctx, input)),
  delete: procedure
    .meta({
      ...own,
      rest: {
        method: 'DELETE',
        path: '/api/account/keys/{id}',
        summary: 'Takes an API key back, at once',
        tag,
        status: 204,
        errors: ['not_found'],
      },
    })
    .input(ApiKeyRef)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await deleteKey(ctx, input.id)
      return null
    }),
})

const sessionRouter = router({
  list: procedure
    .meta({
      ...own,
      rest: { method: 'GET', path: '/api/account/sessions', summary: 'My log-ins that go on, the newest first', tag },
    })
    .input(PageQuery)
    .output(LoginSessionPage)
    .query(({ ctx, input }) => pageSessions(ctx, input)),
  delete: procedure
    .meta({
      ...own,
      rest: {
        method: 'DELETE',
        path: '/api/account/sessions/{id}',
        summary: 'Ends one of my log-ins, at once',
        tag,
        status: 204,
        errors: ['not_found'],
      },
    })
    .input(LoginSessionRef)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await deleteSession(ctx, input.id)
      if (input.id === ctx.caller.sessionId) ctx.refreshCookie.clear()
      return null
    }),
})

const sessionProcedures = {
  register: procedure
    .meta({
      access: 'open',
      rest: {
        method: 'POST',
        path: '/api/auth/register',
        summary: 'A new account; the answer is the same where the address has one already',
        tag,
        status: 201,
        errors: ['too_many'],
      },
    })
    .input(RegisterInput)
    .output(RegisterOutput)
    .mutation(({ ctx, input }) => register(ctx, input)),
  login: procedure
    .meta({
      access: 'open',
      rest: {
        method: 'POST',
        path: '/api/auth/login',
        summary: 'Tokens for an e-mail address and a password',
        tag,
        errors: ['unauthorized', 'forbidden', 'too_many'],
      },
    })
    .input(LoginInput)
    .output(Tokens)
    .mutation(({ ctx, input }) => logIn(ctx, input)),
  token: procedure
    .meta({
      access: 'open',
      rest: {
        method: 'POST',
        path: '/auth/token',
        summary: 'The same by the password form of OAuth 2',
        tag,
        body: ['urlencoded'],
        errors: ['unauthorized', 'forbidden', 'too_many'],
      },
    })
    .input(TokenInput)
    .output(Tokens)
    .mutation(({ ctx, input }) => logIn(ctx, { email: input.username, password: input.password, cookie: false })),
  refresh: procedure
    .meta({
      access: 'open',
      rest: {
        method: 'POST',
        path: '/auth/refresh',
        summary: 'New tokens for a refresh token, which is then used up',
        tag,
        body: ['json', 'urlencoded'],
        errors: ['unauthorized'],
      },
    })
    .input(RefreshInput)
    .output(Tokens)
    .mutation(({ ctx, input }) => refresh(ctx, input.refresh_token)),
  logout: procedure
    .meta({
      access: 'open',
      rest: { method: 'POST', path: '/api/auth/logout', summary: 'Ends a log-in, at once', tag, status: 204 },
    })
    .input(LogoutInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await logOut(ctx, input.refresh_token)
      return null
    }),
  setup: procedure
    .meta({
      access: 'open',
      rest: {
        method: 'POST',
        path: '/api/auth/setup',
        summary: 'Makes the first admin, with the link that Vouch printed when it started',
        tag,
        status: 201,
        errors: ['unauthorized', 'conflict', 'too_many'],
      },
    })
    .input(SetupInput)
    .output(Account)
    .mutation(async ({ ctx, input }) => getAccount(ctx, await setUp(ctx, input))),
}

const ownProcedures = {
  get: procedure
    .meta({ access: 'account', rest: { method: 'GET', path: '/api/account', summary: 'My account', tag } })
    .output(Account)
    .query(({ ctx }) => getAccount(ctx, accountOf(ctx))),
  update: procedure
    .meta({ ...own, rest: { method: 'PATCH', path: '/api/account', summary: 'Changes my name', tag } })
    .input(AccountUpdate)
    .output(Account)
    .mutation(({ ctx, input }) => rename(ctx, input.name)),
  changePassword: procedure
    .meta({
      ...own,
      rest: {
        method: 'POST',
        path: '/api/account/password',
        summary: 'Changes my password, and ends all my other log-ins',
        tag,
        status: 204,
        errors: ['too_many'],
      },
    })
    .input(PasswordChange)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await changePassword(ctx, input)
      return null
    }),
  delete: procedure
    .meta({
      ...own,
      rest: {
        method: 'DELETE',
        path: '/api/account',
        summary: 'Deletes my account: what is personal is erased, its id stays',
        tag,
        status: 204,
        errors: ['conflict', 'too_many'],
      },
    })
    .input(AccountDeletion)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await deleteAccount(ctx, input.password)
      ctx.refreshCookie.clear()
      return null
    }),
}

const adminProcedures = {
  list: procedure
    .meta({
      access: 'admin',
      rest: { method: 'GET', path: '/api/accounts', summary: 'Every account, the newest first', tag },
    })
    .input(AccountQuery)
    .output(AccountPage)
    .query(({ ctx, input: { cursor, limit, asking, search } }) =>
      ctx.services.database.sql.transaction(async (tx) => {
        const accounts = await listAccounts(tx, { before: cursor, limit, asking, search })
        const detail = { accounts: accounts.length }
        await appendAudit(tx, auditAct(ctx, { action: 'account.list', subject: null, detail }))
        return { accounts, next_cursor: accounts.length < limit ? null : (accounts.at(-1)?.id ?? null) }
      }),
    ),
  disable: procedure
    .meta({
      access: 'admin',
      rest: {
        method: 'PATCH',
        path: '/api/accounts/{id}',
        summary: 'Keeps an account from being used, at once, or lets it be used again',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(AccountDisabling)
    .output(Account)
    .mutation(({ ctx, input }) => disable(ctx, input.id, input.disabled)),
  grant: procedure
    .meta({
      access: 'admin',
      rest: {
        method: 'POST',
        path: '/api/accounts/{id}/grants',
        summary: 'Gives a role in a domain, or takes it away',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(GrantInput)
    .output(Account)
    .mutation(({ ctx, input }) => decideGrant(ctx, input)),
}

export const accountRouter = router({
  ...sessionProcedures,
  ...ownProcedures,
  key: keyRouter,
  session: sessionRouter,
  ...adminProcedures,
})
