import { existsSync, readFileSync } from 'node:fs'
import type { Settings } from '../env.ts'
import { appRouter } from '../router.ts'
import { openApiDocument } from './openapi.ts'

type Auth = Settings['AUTH']

const made = new Map<Auth, string>()

/** Where the build writes it, beside this. */
export function openApiFile(auth: Auth): URL {
  return new URL(`openapi.${auth}.json`, import.meta.url)
}

/** The document of this router, as JSON: what the build wrote, for making it takes half a second; made once where it wrote none. */
export function openApiText(auth: Auth): string {
  const text =
    made.get(auth) ?? (existsSync(openApiFile(auth)) ? readFileSync(openApiFile(auth), 'utf8') : makeText(auth))
  made.set(auth, text)
  return text
}

export function makeText(auth: Auth): string {
  return JSON.stringify(openApiDocument(appRouter, auth))
}
