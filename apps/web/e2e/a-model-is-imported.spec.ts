import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { newPerson, openAs } from './people.ts'

const XGBOOST = resolve(import.meta.dirname, '../../../packages/core/src/learn/fixtures/xgboost')
const COLUMNS = ['koi_period', 'koi_depth', 'koi_duration', 'koi_impact', 'koi_prad']

/** Rows of the model's columns, and the margins that XGBoost gave of them. */
function rowsOf(margins: (given: { margin: number[]; best_margin: number[] }) => number[]): Buffer {
  const given = JSON.parse(readFileSync(resolve(XGBOOST, 'early-stop.expected.json'), 'utf8'))
  const lines = given.rows.map((row: (number | null)[], r: number) =>
    [...row.map((cell) => cell ?? ''), margins(given)[r]].join(','),
  )
  return Buffer.from(`${[...COLUMNS, 'margin'].join(',')}\n${lines.join('\n')}\n`)
}

describeInBrowser('a model that another program trained is brought here', (open) => {
  it('says which rounds it wants to be told of, is held against its rows, scores a table, and goes again', async () => {
    const page = await openAs(open, await newPerson(), '/jobs')
    await page.getByRole('link', { name: 'Models', exact: true }).first().click()
    await page.getByLabel('Model', { exact: true }).setInputFiles(resolve(XGBOOST, 'early-stop.json'))
    const rows = { name: 'rows.csv', mimeType: 'text/csv', buffer: rowsOf(({ best_margin }) => best_margin) }
    await page.getByLabel('Rows to compare').setInputFiles(rows)
    await page.getByLabel('Name').fill('Stopped early')
    await page.getByRole('button', { name: 'Import it' }).click()
    await page.getByText('The file holds 6 rounds, of which 2 was the best').first().waitFor()
    await page.getByText('More about it').click()
    await page.getByLabel('Rounds of XGBoost').selectOption('all')
    await page.getByRole('button', { name: 'Import it' }).click()
    await page.getByText('the model gives other values here').first().waitFor()
    await page.getByLabel('Rounds of XGBoost').selectOption('best')
    await page.getByRole('button', { name: 'Import it' }).click()
    await page.getByRole('heading', { name: 'Stopped early' }).waitFor()
    await page.getByText('2 of its 6 rounds').waitFor()
    expect(await page.getByText('Nothing was measured of it here').count()).toBe(0)
    await page.getByRole('heading', { name: 'Importance' }).waitFor()
    await page.getByRole('link', { name: 'Score a table with it' }).click()
    await page.getByRole('radio', { name: 'Stopped early', checked: true }).waitFor()
    await page.getByRole('link', { name: 'Models', exact: true }).first().click()
    await page.getByRole('link', { name: 'Stopped early' }).click()
    await page.getByRole('button', { name: 'Delete this model' }).click()
    await page.getByRole('button', { name: 'Delete the model' }).click()
    await page.getByRole('heading', { name: 'Your imported models' }).waitFor()
    await page.getByRole('link', { name: 'Stopped early' }).waitFor({ state: 'detached' })
  })
})
