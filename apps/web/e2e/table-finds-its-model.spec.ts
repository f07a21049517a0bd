import { expect, it } from 'vitest'
import { describeInBrowser, scoreFile } from './browser.ts'

const COLUMNS = 'toi,tid,pl_orbper,pl_trandurh,pl_trandep,pl_rade,st_teff,st_logg,st_rad,st_tmag'
const ROWS = [
  '1000.01,50365310,2.17,2.02,657,5.8,10249,4.19,2.17,9.42',
  '1001.01,88863718,1.93,3.17,1286,11.2,7070,4.03,2.01,9.4',
]
const TOIS = { name: 'tois.csv', body: `${COLUMNS}\n${ROWS.join('\n')}\n` }
const LED = 'There is a model for tables like this one'

describeInBrowser('a table of another mission', (open) => {
  it('that koi called leads to the model that was made for it', async () => {
    const page = await open('/')
    await scoreFile(page, TOIS)
    await page.getByText(LED).waitFor()
    await page.getByRole('link', { name: 'Score the table with toi' }).click()
    await page.getByRole('radio', { name: /^TESS planet/, checked: true }).waitFor()
    await scoreFile(page, TOIS)
    await page.getByRole('heading', { name: /2 rows of TESS/ }).waitFor()
    expect(await page.getByText(LED).count()).toBe(0)
  })
})
