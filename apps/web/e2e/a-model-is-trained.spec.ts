import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { newPerson, openAs } from './people.ts'
import { chooseSignals } from './signals.ts'

describeInBrowser('a model is trained, and no leak goes unseen', (open) => {
  it('a copy of the answer is refused before anything is learned', async () => {
    const page = await open('/train')
    await chooseSignals(page, 600)
    await page.getByRole('button', { name: 'Look for leaks' }).click()
    const row = page.getByRole('row').filter({ hasText: 'copy' })
    await row.getByText('refused').waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'slope' }).innerText()).toContain('ok')
  })

  it('a training is followed to its figures, which a reload finds again', async () => {
    const page = await openAs(open, await newPerson(), '/jobs')
    await page.getByRole('link', { name: 'Train', exact: true }).click()
    await chooseSignals(page, 600)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('30')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.getByRole('heading', { name: 'What it found' }).waitFor({ timeout: 45_000 })
    await page.getByText('locked test, by group').first().waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Learning curves' }).waitFor()
    await page.getByRole('heading', { name: 'Receiver operating characteristic' }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download: Graph (ONNX)' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.onnx$/)
    await page.getByRole('link', { name: 'Train', exact: true }).first().click()
    await page
      .getByRole('table')
      .getByRole('link', { name: /signals\.csv/ })
      .waitFor()
  })

  it('its model scores a table, stands beside the others of its table, and makes itself again', async () => {
    const page = await openAs(open, await newPerson(), '/jobs')
    await page.getByRole('link', { name: 'Train', exact: true }).click()
    await chooseSignals(page, 600)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('20')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.getByRole('heading', { name: 'What it found' }).waitFor({ timeout: 45_000 })
    expect(await page.getByText('That is for an expert of the domain').count()).toBe(1)
    await page.getByRole('button', { name: 'Do it again' }).click()
    await page.getByText('It made the same model, byte for byte').waitFor({ timeout: 45_000 })
    await page.getByRole('link', { name: 'Beside the other models of its table' }).click()
    const board = page.getByRole('region', { name: 'Models of this table, the best first' })
    await board.waitFor()
    expect(await board.getByRole('row').count()).toBe(3)
    await board.getByText('reference', { exact: true }).waitFor()
    await board.getByRole('link', { name: 'xgboost' }).first().click()
    await page.getByRole('link', { name: 'Score a table with it' }).click()
    await page.getByRole('radio', { name: 'xgboost on signals.csv', checked: true }).waitFor()
  })

  it('whoever decides hears from the gate why a model may not answer under a served name', async () => {
    const page = await openAs(open, inject('admin'), '/jobs')
    await page.getByRole('link', { name: 'Train', exact: true }).click()
    await chooseSignals(page, 600)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('20')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.getByRole('button', { name: 'Ask the gate' }).click({ timeout: 45_000 })
    // the columns of this table are none that a served model knows
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/koi cannot judge the rows of this table/)
  })

  it('a training that takes long is cancelled, and stays so', async () => {
    const page = await open('/train')
    await chooseSignals(page, 3000)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('2000')
    await page.getByLabel('max_depth').fill('10')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.getByText(/Fold 1 of 5/).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Cancel it' }).click()
    await page.getByRole('button', { name: 'Cancel the training' }).click()
    await page.getByText('It was cancelled. Nothing of it was kept.').waitFor()
    await page.reload()
    await page.getByText('It was cancelled. Nothing of it was kept.').waitFor()
  })

  it('a setting out of its range is named, and what was chosen stays', async () => {
    const page = await open('/train')
    await chooseSignals(page, 600)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('many')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/n_estimators/)
    expect(await page.getByLabel('What counts as positive').inputValue()).toBe('PLANET')
  })
})
