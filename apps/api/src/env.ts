import { resolve } from 'node:path'
import { z } from 'zod'
import { isKnownSecret } from './account/known-secrets.ts'

/** Where browsers may call from unless the setting says otherwise: the ports that the field's front ends run on. */
const LOCAL_PAGES = [3000, 5173, 8080, 8501, 8502].map((port) => `http://localhost:${port}`).join(',')

/** As long as the hash that it makes (RFC 7518, 3.2). */
const SECRET_BYTES = 32

function number(rule: z.ZodNumber): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(rule)
}

/** What goes into a header. */
const plainWord = z.string().regex(/^[!-~]+$/, 'must be one word of plain characters')

/** Where another program is asked, without a slash at its end. */
const interfaceUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => new URL(url).username === '' && new URL(url).search === '', 'must hold no name and no query')
  .transform((url) => url.replace(/\/+$/, ''))

/** Every setting: its environment variable, what it may be, and what it is for. */
const Environment = z.object({
  PORT: number(z.int().min(0).max(65_535)).describe('where the server listens; 0 takes any free port'),
  VOUCH_HOME: z
    .string()
    .transform((path) => resolve(path))
    .describe('folder for files, catalogues and, without DATABASE_URL, the database'),
  CORS_ORIGINS: z.string().transform(parseOrigins).describe('pages that may call from a browser, with commas between'),
  CORS_ALLOW_CREDENTIALS: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .describe('true or false: whether those pages may send cookies'),
  DEFAULT_MODEL: z.string().max(64).describe('model for a table when none is asked for'),
  DEFAULT_THRESHOLD: number(z.number().min(0).max(1))
    .optional()
    .describe('probability from which a row is called a planet; not given: the one its model chose in training'),
  MAX_UPLOAD_MB: number(z.number().min(0.001).max(65_536)).describe('largest upload, in units of 1,048,576 bytes'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('a PostgreSQL server that many processes may share; not given: a database of its own in VOUCH_HOME'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('a Redis for the queue of jobs; not given: the queue is in the database'),
  WORKER: z
    .enum(['on', 'off'])
    .describe(
      'off: this server leaves jobs to `npm run worker` processes, which need DATABASE_URL and the same VOUCH_HOME',
    ),
  AUTH: z
    .enum(['optional', 'required'])
    .describe('optional: public catalogue data may be judged without an account; required: nothing without one'),
  JWT_SECRET_KEY: z
    .string()
    .refine((secret) => Buffer.byteLength(secret) >= SECRET_BYTES, `must have at least ${SECRET_BYTES} bytes`)
    .refine((secret) => !isKnownSecret(secret), 'is one that anybody may guess; make your own: openssl rand -base64 48')
    .optional()
    .describe('secret of at least 32 bytes that signs tokens; not given: made once and kept in the database'),
  ACCESS_TOKEN_EXPIRE_MINUTES: number(z.number().min(1).max(60)).describe('how long an access token holds'),
  SESSION_TIMEOUT: number(z.number().min(1)).describe('hours after which a log-in that is not used ends'),
  ANONYMOUS_RETENTION_DAYS: number(z.number().min(0.01)).describe('days after which what nobody owns is deleted'),
  TRUST_PROXY: z
    .string()
    .regex(/^(\d+|[\da-fA-F.:/, ]+|loopback|)$/, 'must be a number of proxies or a list of their addresses')
    .describe('proxies whose X-Forwarded-For is believed: how many, or their addresses'),
  RATE_LIMIT: z
    .string()
    .regex(/^(off|\d+)$/, 'must be a number or off')
    .transform((word) => (word === 'off' ? null : Number(word)))
    .describe('requests a minute of one account or address, or off'),
  STOP_DELAY_SECONDS: number(z.number().min(0).max(60)).describe(
    'how long a server that is told to stop goes on, saying that it is not ready, before it refuses requests',
  ),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).describe('how much is logged'),
  EXOPLANET_ARCHIVE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('the NASA Exoplanet Archive, or a mirror with its TAP service'),
  GITHUB_TOKEN: plainWord
    .optional()
    .describe('token that pull requests and commits are fetched with; not given: what is public, 60 pages an hour'),
  GITHUB_URL: interfaceUrl.describe('GitHub’s REST interface; of a server of your own: https://its.name/api/v3'),
  LITELLM_PROXY_URL: interfaceUrl
    .optional()
    .describe('a LiteLLM proxy whose calls can be fetched; not given: its lines or its spans are sent'),
  LITELLM_PROXY_KEY: plainWord.optional().describe('an admin’s key of that proxy'),
})

export type Settings = Readonly<z.output<typeof Environment>>

/** What a setting is when it is not given, as its variable would say it. */
const DEFAULTS: Readonly<Record<keyof Settings, string | undefined>> = {
  PORT: '8000',
  VOUCH_HOME: '.vouch',
  CORS_ORIGINS: LOCAL_PAGES,
  CORS_ALLOW_CREDENTIALS: 'false',
  DEFAULT_MODEL: 'koi',
  DEFAULT_THRESHOLD: undefined,
  MAX_UPLOAD_MB: '50',
  DATABASE_URL: undefined,
  REDIS_URL: undefined,
  WORKER: 'on',
  AUTH: 'optional',
  JWT_SECRET_KEY: undefined,
  ACCESS_TOKEN_EXPIRE_MINUTES: '15',
  SESSION_TIMEOUT: '720',
  ANONYMOUS_RETENTION_DAYS: '7',
  TRUST_PROXY: '0',
  RATE_LIMIT: '600',
  STOP_DELAY_SECONDS: '1',
  LOG_LEVEL: 'info',
  EXOPLANET_ARCHIVE_URL: 'https://exoplanetarchive.ipac.caltech.edu',
  GITHUB_TOKEN: undefined,
  GITHUB_URL: 'https://api.github.com',
  LITELLM_PROXY_URL: undefined,
  LITELLM_PROXY_KEY: undefined,
}

/** A setting that cannot be used; the message names it and is all that its owner needs. */
export class SettingError extends Error {}

/**
 * Reads the settings. An empty variable counts as not given.
 * @throws SettingError naming every setting that is wrong
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.entries(DEFAULTS).map(([name, value]) => [name, environment[name] || value])
  const parsed = Environment.safeParse(Object.fromEntries(given))
  if (parsed.success) {
    if (parsed.data.WORKER === 'off' && parsed.data.DATABASE_URL === undefined)
      throw new SettingError('WORKER is off, and without DATABASE_URL no other process can work on jobs.')
    return parsed.data
  }
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new SettingError(`The settings cannot be used.\n  ${faults.join('\n  ')}`)
}

function parseOrigins(list: string, context: z.RefinementCtx): string[] {
  const origins = list
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  for (const origin of origins)
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      context.addIssue({ code: 'custom', message: `“${origin}” is not an origin such as http://localhost:3000` })
  return origins
}

/** The text of `.env.example`. */
export function envExample(): string {
  const lines = Object.entries(DEFAULTS).map(([name, value]) => {
    const note = Environment.shape[name as keyof Settings].description ?? ''
    return value === undefined ? `# ${note}\n# ${name}=\n` : `# ${note}\n${name}=${value}\n`
  })
  return `# Every setting with its default. Written from apps/api/src/env.ts; change it there.\n\n${lines.join('\n')}`
}
