import { readFile } from 'node:fs/promises'
import { Tokens } from '@vouch/contracts/account'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { KOI_CSV, type Open } from './browser.ts'

export interface Person {
  readonly email: string
  readonly password: string
}

const PASSWORD = 'seven grey herons in the rain'
let made = 0

/** Somebody new, registered over the API. */
export async function newPerson(
  more: { name?: string; ask?: { domain: string; role: string }[] } = {},
): Promise<Person> {
  made += 1
  const person = { email: `reader-${process.pid}-${made}-${Date.now()}@example.org`, password: PASSWORD }
  const answer = await post('/api/auth/register', { ...person, ...more })
  if (!answer.ok) throw new Error(`nobody could be registered: ${await answer.text()}`)
  return person
}

/** A token for calls beside the page. */
export async function tokenOf({ email, password }: Person): Promise<string> {
  const answer = await post('/api/auth/login', { email, password })
  return Tokens.parse(await answer.json()).access_token
}

/** Fills in the log-in that is on the page. */
export async function logIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** A page at an address that needs an account, as somebody. */
export async function openAs(open: Open, person: Person, path: string, options?: Parameters<Open>[1]): Promise<Page> {
  const page = await open(path, options)
  await logIn(page, person)
  await page.getByRole('button', { name: 'Log out' }).waitFor()
  return page
}

/** The fixture, scored beside the page; its id. */
export async function submitFixture(token: string, name = 'koi.csv'): Promise<string> {
  const form = new FormData()
  form.append('file', new File([await readFile(KOI_CSV)], name))
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${inject('baseUrl')}/api/predict`, { method: 'POST', headers, body: form })
  return PredictOutput.pick({ prediction_id: true }).parse(await answer.json()).prediction_id ?? ''
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${inject('baseUrl')}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
