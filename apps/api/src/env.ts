import { resolve } from 'node:path'
import { z } from 'zod'

/** Where browsers may call from unless the setting says otherwise: the ports that the field's front ends run on. */
const LOCAL_PAGES = [3000, 5173, 8080, 8501, 8502].map((port) => `http://localhost:${port}`).join(',')

function number(rule: z.ZodNumber): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(rule)
}

/** Every setting: its environment variable, what it may be, and what it is for. */
const Environment = z.object({
  PORT: number(z.int().min(0).max(65_535)).describe('where the server listens; 0 takes any free port'),
  VOUCH_HOME: z
    .string()
    .transform((path) => resolve(path))
    .describe('folder for uploads, predictions and catalogues'),
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
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).describe('how much is logged'),
  EXOPLANET_ARCHIVE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('the NASA Exoplanet Archive, or a mirror with its TAP service'),
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
  LOG_LEVEL: 'info',
  EXOPLANET_ARCHIVE_URL: 'https://exoplanetarchive.ipac.caltech.edu',
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
  if (parsed.success) return parsed.data
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
