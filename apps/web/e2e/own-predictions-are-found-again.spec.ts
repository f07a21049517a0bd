import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { describeInBrowser, fixtureRows, KOI_CSV, scoreFile } from './browser.ts'
import { newPerson, openAs, submitFixture, tokenOf } from './people.ts'

describeInBrowser('one’s own predictions are found again', (open) => {
  it('a table that was scored is in the list, opens as the same result, and is downloaded whole', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    await page.getByRole('link', { name: 'Score' }).click()
    const id = await scoreFile(page, KOI_CSV)
    await page.getByRole('link', { name: 'Predictions' }).click()
    const line = page.getByRole('list', { name: 'Predictions' }).getByRole('listitem')
    expect(await line.innerText()).toMatch(/koi\.csv[\s\S]*33 rows/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      line.getByRole('button', { name: 'Download all calls as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('koi-calls.csv')
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength((await fixtureRows()).length + 1)
    await line.getByRole('link', { name: 'koi.csv' }).click()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    expect(page.url()).toContain(id)
  })

  it('a prediction is deleted once that was confirmed, and not before', async () => {
    const person = await newPerson()
    const id = await submitFixture(await tokenOf(person), 'to be deleted.csv')
    const page = await openAs(open, person, '/predictions')
    await page.getByRole('button', { name: 'Delete to be deleted.csv' }).click()
    await page.getByRole('button', { name: 'Leave it as it is' }).click()
    expect(await page.getByRole('list', { name: 'Predictions' }).getByRole('listitem').count()).toBe(1)
    await page.getByRole('button', { name: 'Delete to be deleted.csv' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete it' }).click()
    await page.getByText('There are none yet.').waitFor()
    await page.goto(new URL(`/predictions/${id}`, page.url()).href)
    await page.getByRole('heading', { name: 'No result to show' }).waitFor()
  })

  it('a long list comes page by page, the newest first', async () => {
    const person = await newPerson()
    const token = await tokenOf(person)
    for (let index = 0; index < 27; index += 1) await submitFixture(token, `table ${index}.csv`)
    const page = await openAs(open, person, '/predictions')
    const names = page.getByRole('list', { name: 'Predictions' }).getByRole('heading')
    await expect.poll(() => names.count()).toBe(25)
    expect(await names.first().innerText()).toBe('table 26.csv')
    await page.getByRole('button', { name: 'Bring more' }).click()
    await expect.poll(() => names.count()).toBe(27)
    expect(await names.last().innerText()).toBe('table 0.csv')
  })

  it('another’s prediction is not there, in the words of one that does not exist', async () => {
    const id = await submitFixture(await tokenOf(await newPerson()))
    const page = await openAs(open, await newPerson(), '/predictions')
    const words = async (path: string) => {
      await page.goto(new URL(path, page.url()).href)
      await page.getByRole('alert').waitFor()
      return (await page.getByRole('alert').innerText()).replace(/Request .*/, '')
    }
    expect(await words(`/predictions/${id}`)).toBe(await words('/predictions/prd_00000000000000000000000000'))
  })
})
