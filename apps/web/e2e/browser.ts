import { readFile } from 'node:fs/promises'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { chromium as launcher, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What a screen is looked at in: a desk and the narrowest phone still sold, light and dark. */
export const VIEWS = [
  { name: 'light, desk', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark, desk', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'light, phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
  { name: 'dark, phone', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
] as const

export const KOI_CSV = new URL('fixtures/koi.csv', import.meta.url).pathname

export type Open = (path: string, options?: BrowserContextOptions) => Promise<Page>

/**
 * Tests with a browser; where there is none they are skipped and say so. Whatever the page reports on its console as an
 * error fails the test, but for answers of the server that the test asked for.
 */
export function describeInBrowser(promise: string, tests: (open: Open) => void): void {
  const path = inject('chromium')
  if (path === null) {
    describe.skip(`${promise} (skipped: no Chromium at /usr/bin/chromium or CHROMIUM_PATH)`, () => tests(unopened))
    return
  }
  describe(promise, () => {
    let browser: Browser
    const complaints: string[] = []
    beforeAll(async () => {
      browser = await launcher.launch({ executablePath: path, args: FLAGS })
    })
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()))
      expect(complaints.splice(0), 'what the page complained of on its console').toEqual([])
    })
    afterAll(() => browser.close())
    tests(async (address, options) => {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        const answered = message.text().startsWith('Failed to load resource')
        if (message.type() === 'error' && !answered) complaints.push(message.text())
      })
      await page.goto(new URL(address, inject('baseUrl')).href)
      return page
    })
  })
}

function unopened(): Promise<Page> {
  throw new Error('there is no browser')
}

/** Sends a table from the first screen and waits for its calls; returns the result's id. */
export async function scoreFile(page: Page, file: string | { name: string; body: string }): Promise<string> {
  const input = page.getByLabel('Table file')
  if (typeof file === 'string') await input.setInputFiles(file)
  else await input.setInputFiles({ name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.body) })
  await page.getByRole('button', { name: 'Score the table' }).click()
  await page.getByRole('grid', { name: 'Calls' }).waitFor()
  const id = /\/predictions\/(prd_[0-9a-z]+)/.exec(page.url())?.[1]
  if (id === undefined) throw new Error(`no result's id in ${page.url()}`)
  return id
}

let stored: Promise<string> | undefined

/** The fixture, scored once for all tests of a file that only look at a result; its path on the page. */
export async function resultPath(): Promise<string> {
  stored ??= (async () => {
    const form = new FormData()
    form.append('model', 'koi')
    form.append('file', new File([await readFile(KOI_CSV)], 'koi.csv'))
    const answer = await fetch(`${inject('baseUrl')}/api/predict`, { method: 'POST', body: form })
    return PredictOutput.pick({ prediction_id: true }).parse(await answer.json()).prediction_id ?? ''
  })()
  return `/predictions/${await stored}`
}

/** The stored result on the page, its calls in sight. */
export async function openResult(open: Open, options?: BrowserContextOptions): Promise<Page> {
  const page = await open(await resultPath(), options)
  await page.getByRole('grid', { name: 'Calls' }).waitFor()
  return page
}

export async function count(
  page: Page,
  name: 'planets' | 'false-positives' | 'abstained' | 'not-assessed',
): Promise<number> {
  const text = await page.locator(`[data-count="${name}"]`).innerText()
  return Number(text.replaceAll(',', ''))
}

/** Data lines of the fixture, without comments and header. */
export async function fixtureRows(): Promise<string[]> {
  const text = await readFile(KOI_CSV, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
}

/** The fixture's judged rows again and again, each under a name of its own. */
export async function longTable(rows: number): Promise<string> {
  const text = await readFile(KOI_CSV, 'utf8')
  const header = text.split('\n').find((line) => line.startsWith('kepid')) ?? ''
  const judged = (await fixtureRows()).filter((row) => !row.includes('K99999'))
  const lines = Array.from({ length: rows }, (_, index) => {
    const cells = (judged[index % judged.length] ?? '').split(',')
    return [String(index), `K${String(index).padStart(5, '0')}.01`, ...cells.slice(2)].join(',')
  })
  return [header, ...lines].join('\n')
}
