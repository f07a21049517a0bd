import { z } from 'zod'
import { FieldId } from './domain.ts'
import { PageQuery } from './page.ts'

/** What an account may do in a domain. Everybody who registers is a `member`; the others are given by an admin. */
export const Role = z.enum(['admin', 'expert', 'member'])
export type Role = z.infer<typeof Role>

/** A domain, or `*` for all of them. */
export const GrantDomain = z.union([FieldId, z.literal('*')])
export type GrantDomain = z.infer<typeof GrantDomain>

/** A role in a domain. One that is `asked` for counts for nothing until an admin has `given` it. */
export const Grant = z.object({ domain: GrantDomain, role: Role, state: z.enum(['asked', 'given']) })
export type Grant = z.infer<typeof Grant>

/** What an API key is good for. `read`: what its account may see. `predict`: to submit. `review`: to judge. `admin`: the rest. */
export const Scope = z.enum(['read', 'predict', 'review', 'admin'])
export type Scope = z.infer<typeof Scope>

/** The longest e-mail address there is (RFC 5321). */
const EMAIL_CHARACTERS = 254
const NAME_CHARACTERS = 100

export const Email = z.email().max(EMAIL_CHARACTERS).toLowerCase()
export const AccountName = z.string().trim().min(1).max(NAME_CHARACTERS)

export const PASSWORD_CHARACTERS = { min: 15, max: 256 } as const
/** Of a password that is only compared: nothing longer was ever taken. */
const TYPED_PASSWORD_CHARACTERS = 4 * PASSWORD_CHARACTERS.max

/** Half a character: it has no bytes of its own, so that many would be one. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** NIST SP 800-63B-4: length, counted by code point, and no rule about kinds of characters. Common ones are refused, too. */
export const NewPassword = z
  .string()
  .max(TYPED_PASSWORD_CHARACTERS)
  .refine((text) => !LONE_SURROGATE.test(text), 'must be valid Unicode')
  .refine(
    (text) => shortest(text) >= PASSWORD_CHARACTERS.min,
    `must have at least ${PASSWORD_CHARACTERS.min} characters`,
  )
  .refine((text) => [...text].length <= PASSWORD_CHARACTERS.max, `may have ${PASSWORD_CHARACTERS.max} characters`)
  .meta({ format: 'password', minLength: PASSWORD_CHARACTERS.min, maxLength: PASSWORD_CHARACTERS.max })

/** Some characters are several to Unicode, and some pairs one: the shorter count of what was typed and what is kept. */
function shortest(text: string): number {
  return Math.min([...text].length, [...text.normalize('NFKC')].length)
}

const TypedPassword = z.string().min(1).max(TYPED_PASSWORD_CHARACTERS).meta({ format: 'password' })
const TypedEmail = z.string().min(1).max(EMAIL_CHARACTERS)
const RefreshToken = z.string().min(1).max(2048)

export const RegisterInput = z.object({
  email: Email,
  password: NewPassword,
  name: AccountName.optional(),
  /** roles that an admin may then give */
  ask: z
    .array(z.object({ domain: FieldId, role: z.literal('expert') }))
    .max(16)
    .optional(),
})
export type RegisterInput = z.infer<typeof RegisterInput>

/** The same whether or not the address had an account before: then nothing has changed. Who registered logs in next. */
export const RegisterOutput = z.object({ email: z.string(), asked: z.array(FieldId) })
export type RegisterOutput = z.infer<typeof RegisterOutput>

export const LoginInput = z.object({
  email: TypedEmail,
  password: TypedPassword,
  /** for a page: the refresh token goes into a cookie that no script can read, and not into the answer */
  cookie: z.boolean().default(false),
})
export type LoginInput = z.infer<typeof LoginInput>

/** The password form of OAuth 2 (RFC 6749, 4.3); other fields that its clients send are not looked at. */
export const TokenInput = z.object({
  grant_type: z.literal('password').default('password'),
  username: TypedEmail,
  password: TypedPassword,
})
export type TokenInput = z.infer<typeof TokenInput>

export const Tokens = z.object({
  access_token: z.string(),
  /** null where it is in a cookie */
  refresh_token: z.string().nullable(),
  token_type: z.literal('bearer'),
  /** seconds that the access token holds */
  expires_in: z.int().min(1),
})
export type Tokens = z.infer<typeof Tokens>

/** Not given: the token in the cookie, and the next one goes there, too. */
export const RefreshInput = z.object({ refresh_token: RefreshToken.optional() })
export type RefreshInput = z.infer<typeof RefreshInput>

/** Ends the log-in of the access token, of this refresh token, or of the one in the cookie. */
export const LogoutInput = z.object({ refresh_token: RefreshToken.optional() })
export type LogoutInput = z.infer<typeof LogoutInput>

export const SetupInput = z.object({
  /** of the link that a server without an admin prints when it starts */
  token: z.string().min(1).max(200),
  email: Email,
  password: NewPassword,
  name: AccountName.optional(),
})
export type SetupInput = z.infer<typeof SetupInput>

export const Account = z.object({
  id: z.string(),
  /** null once it is deleted */
  email: z.string().nullable(),
  name: z.string().nullable(),
  grants: z.array(Grant),
  disabled: z.boolean(),
  created_at: z.iso.datetime(),
})
export type Account = z.infer<typeof Account>

export const AccountUpdate = z.object({ name: AccountName.nullable() })
export type AccountUpdate = z.infer<typeof AccountUpdate>

export const PasswordChange = z.object({ current: TypedPassword, password: NewPassword })
export type PasswordChange = z.infer<typeof PasswordChange>

export const AccountDeletion = z.object({ password: TypedPassword })
export type AccountDeletion = z.infer<typeof AccountDeletion>

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

export const ApiKeyList = z.object({ keys: z.array(ApiKey) })
export type ApiKeyList = z.infer<typeof ApiKeyList>

/** `key` is shown this once; only its hash is kept. */
export const NewApiKey = ApiKey.extend({ key: z.string() })
export type NewApiKey = z.infer<typeof NewApiKey>

export const ApiKeyInput = z.object({
  name: AccountName,
  scopes: z.array(Scope).min(1).max(Scope.options.length),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
})
export type ApiKeyInput = z.infer<typeof ApiKeyInput>

export const ApiKeyRef = z.object({ id: z.string().max(64) })
export type ApiKeyRef = z.infer<typeof ApiKeyRef>

/** A log-in that goes on. */
export const LoginSession = z.object({
  id: z.string(),
  created_at: z.iso.datetime(),
  /** when it last got tokens: what an access token does within its minutes is not written down */
  last_used_at: z.iso.datetime(),
  /** the one that asks */
  current: z.boolean(),
})
export type LoginSession = z.infer<typeof LoginSession>

export const LoginSessionPage = z.object({ sessions: z.array(LoginSession), next_cursor: z.string().nullable() })
export type LoginSessionPage = z.infer<typeof LoginSessionPage>

export const LoginSessionRef = z.object({ id: z.string().max(64) })
export type LoginSessionRef = z.infer<typeof LoginSessionRef>

export const AccountQuery = PageQuery.extend({
  /** only those who ask for a role that has not been given */
  asking: z.boolean().default(false),
  /** part of an address or a name, in any case, or a whole id */
  search: z.string().trim().max(200).optional(),
})
export type AccountQuery = z.infer<typeof AccountQuery>

export const AccountPage = z.object({ accounts: z.array(Account), next_cursor: z.string().nullable() })
export type AccountPage = z.infer<typeof AccountPage>

export const AccountDisabling = z.object({ id: z.string().max(64), disabled: z.boolean() })
export type AccountDisabling = z.infer<typeof AccountDisabling>

/** Gives a role, or takes it, or the wish for it, away. */
export const GrantInput = z.object({ id: z.string().max(64), domain: GrantDomain, role: Role, give: z.boolean() })
export type GrantInput = z.infer<typeof GrantInput>
