import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { openAs } from './people.ts'
import { withTwoModels } from './two-models.ts'
import { expectUsable } from './usable-screens.ts'

describeInBrowser('models are compared on the same rows', (open) => {
  it('two of a table are marked where they are listed, and stand side by side', { timeout: 120_000 }, async () => {
    const { person, dataset } = await withTwoModels()
    const page = await openAs(open, person, '/jobs')
    await page.goto(`${inject('baseUrl')}/train/${dataset}`)
    await page.getByRole('checkbox', { name: /^Compare number 1/ }).click()
    await page.getByRole('checkbox', { name: /^Compare number 2/ }).click()
    await page.getByRole('link', { name: 'See these 2 side by side' }).click()
    const figures = page.getByRole('region', { name: /^Each model’s figures/ })
    await figures.waitFor({ timeout: 45_000 })
    expect(await figures.getByRole('columnheader').count()).toBe(3)
    expect(await figures.getByRole('row').filter({ hasText: 'ROC AUC' }).innerText()).toMatch(
      /0\.\d{4}\s+0\.\d{4} – [01]\.\d{4}\s+0\.\d{4}\s+0\.\d{4} – [01]\.\d{4}/,
    )
    const paired = page.getByRole('region', { name: /^The first model minus each other/ })
    expect(await paired.getByRole('row').count()).toBe(2)
    await page.getByRole('heading', { name: 'Receiver operating characteristic' }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Receiver operating characteristic: save as SVG' }).click()
    expect((await download).suggestedFilename()).toBe('roc.svg')
    await page.getByText('Rows that they call differently').first().click()
    await page.getByRole('heading', { name: 'What each took' }).waitFor()
    await expectUsable(page)
  })

  it('another of one’s own is chosen where a training is to be compared', { timeout: 120_000 }, async () => {
    const { person, trees, line } = await withTwoModels()
    const page = await openAs(open, person, '/jobs')
    await page.goto(`${inject('baseUrl')}/compare/${trees}`)
    const choice = page.getByLabel('The model to hold against it')
    await choice.locator('option', { hasText: 'Yours: logistic_regression' }).waitFor({ state: 'attached' })
    expect(await choice.locator('option', { hasText: 'Yours: xgboost' }).count()).toBe(0)
    await choice.selectOption(line)
    await page.getByRole('button', { name: 'Put it beside it' }).click()
    await page.getByRole('region', { name: /^Each model’s figures/ }).waitFor({ timeout: 45_000 })
    const calls = page.getByRole('region', { name: /^Rows by what each calls them/ })
    await expect.poll(() => calls.innerText()).toMatch(/: PLANET/)
  })

  it('a model of another field is refused in words, and the others stand', { timeout: 120_000 }, async () => {
    const { person, trees, line } = await withTwoModels()
    const page = await openAs(open, person, '/jobs')
    await page.goto(`${inject('baseUrl')}/compare/${trees}?with=${line},koi`)
    await page.getByRole('alert').waitFor({ timeout: 45_000 })
    expect(await page.getByRole('alert').innerText()).toMatch(/koi judges something else/)
    await page.getByRole('region', { name: /^Each model’s figures/ }).waitFor({ timeout: 45_000 })
  })
})
