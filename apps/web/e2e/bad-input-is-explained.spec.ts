import { expect, inject, it } from 'vitest'
import { describeInBrowser, KOI_CSV } from './browser.ts'

/** The smallest whole PNG: one transparent pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

describeInBrowser('bad input is explained and nothing chosen is lost', (open) => {
  it('a picture renamed to .csv is called a picture, and the file stays chosen', async () => {
    const page = await open('/')
    await page.getByLabel('Table file').setInputFiles({ name: 'koi.csv', mimeType: 'text/csv', buffer: PNG })
    await page.getByRole('button', { name: 'Score the table' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/PNG/i)
    expect(await page.getByText('Chosen:').locator('..').innerText()).toContain('koi.csv')
    expect(page.url()).toBe(`${inject('baseUrl')}/`)
  })

  it('a fault inside a table is shown with its line', async () => {
    const page = await open('/')
    const body = 'kepid,koi_period,koi_depth\n1,2.5,100\n2,"3.5,200\n3,4.5,300\n'
    await page
      .getByLabel('Table file')
      .setInputFiles({ name: 'open-quote.csv', mimeType: 'text/csv', buffer: Buffer.from(body) })
    await page.getByRole('button', { name: 'Score the table' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/line 3/)
  })

  it('after an error the table can be changed and scored', async () => {
    const page = await open('/')
    await page.getByLabel('Table file').setInputFiles({ name: 'koi.csv', mimeType: 'text/csv', buffer: PNG })
    await page.getByRole('button', { name: 'Score the table' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Table file').setInputFiles(KOI_CSV)
    await page.getByRole('button', { name: 'Score the table' }).click()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
  })

  it('a submission under way can be cancelled, and the table stays chosen', async () => {
    const page = await open('/')
    await page.route('**/api/predict', () => undefined) // never answered
    await page.getByLabel('Table file').setInputFiles(KOI_CSV)
    await page.getByRole('button', { name: 'Score the table' }).click()
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByRole('button', { name: 'Score the table' }).isEnabled()).toBe(true)
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await page.getByText('Chosen:').locator('..').innerText()).toContain('koi.csv')
  })

  it('a result that does not exist is said not to exist', async () => {
    const page = await open('/predictions/prd_00000000000000000000000000')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('h1').innerText()).toBe('No result to show')
  })
})
