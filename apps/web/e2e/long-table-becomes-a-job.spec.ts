import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { count, describeInBrowser, longTable } from './browser.ts'
import { newPerson, openAs } from './people.ts'

const ROWS = 60_000
/** With draws within the errors of each row: the work of some seconds, so that there is progress to see. */
const SLOW_ROWS = 21_000

describeInBrowser('a long table becomes a job that survives a reload', (open) => {
  it(
    'progress is shown, a reload goes on with it, and it ends at the calls of every row',
    { timeout: 120_000 },
    async () => {
      const page = await open('/')
      await page.getByRole('checkbox', { name: 'Look for fragile calls' }).click()
      await submit(page, await longTable(SLOW_ROWS))
      await page.getByRole('progressbar').waitFor()
      await page.reload()
      await page.getByRole('grid', { name: 'Calls' }).waitFor({ timeout: 100_000 })
      expect(await page.locator('h1').innerText()).toContain('21,000 rows')
      await page.getByText(`20,000 of 21,000 rows are in this page`).waitFor()
      expect((await count(page, 'planets')) + (await count(page, 'false-positives'))).toBe(20_000)
    },
  )

  it('a job stands in the list with its progress and can be cancelled; it stays cancelled', async () => {
    const page = await openAs(open, await newPerson(), '/jobs')
    await page.getByRole('link', { name: 'Score' }).click()
    await page.getByRole('checkbox', { name: 'Look for fragile calls' }).click()
    await submit(page, await longTable(ROWS))
    await page.getByRole('link', { name: 'Jobs' }).first().click()
    const line = page.getByRole('list', { name: 'Jobs' }).getByRole('listitem')
    await line.getByRole('progressbar').waitFor()
    await line.getByText('long.csv').waitFor()
    await line.getByRole('button', { name: /^Cancel/ }).click()
    await line.getByText('cancelled').waitFor()
    await line.getByRole('link', { name: 'Scoring a table' }).click()
    await page.getByRole('heading', { name: 'Scoring a table was cancelled' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Scoring a table was cancelled' }).waitFor()
  })

  it('a job that failed says why', async () => {
    const page = await open('/')
    await submit(page, `${await longTable(30_000)}\n"never closed,1,2\n`)
    await page.getByRole('heading', { name: 'Scoring a table failed' }).waitFor({ timeout: 45_000 })
    expect(await page.getByRole('alert').innerText()).toMatch(/quote/i)
  })

  it('a stream that breaks off is taken up where it broke', async () => {
    const page = await open('/')
    let streams = 0
    await page.route('**/events', async (route) => {
      streams += 1
      return streams === 1 ? route.abort() : route.continue()
    })
    await submit(page, await longTable(ROWS))
    await page.getByRole('grid', { name: 'Calls' }).waitFor({ timeout: 45_000 })
    expect(streams).toBeGreaterThan(1)
  })

  it('a job that does not exist is said not to exist', async () => {
    const page = await open('/jobs/job_00000000000000000000000000')
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/no such/i)
  })
})

async function submit(page: Page, body: string): Promise<void> {
  await page
    .getByLabel('Table file')
    .setInputFiles({ name: 'long.csv', mimeType: 'text/csv', buffer: Buffer.from(body) })
  await page.getByRole('button', { name: 'Score the table' }).click()
  await page.waitForURL(/\/jobs\/job_/)
}
