import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { newPerson, openAs } from './people.ts'
import { chooseSignals, signalsCsv } from './signals.ts'

describeInBrowser('a model is trained, and no leak goes unseen', (open) => {
  it('a copy of the answer is refused before anything is learned', async () => {
    const page = await open('/train')
    await chooseSignals(page, 600)
    await page.getByRole('button', { name: 'Look for leaks' }).click()
    const row = page.getByRole('row').filter({ hasText: 'copy' })
    await row.getByText('refused').waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'slope' }).innerText()).toContain('ok')
    expect(await row.getByRole('checkbox').isDisabled()).toBe(true)
  })

  it('what it learns from and how it is judged are chosen, and are what the training was asked for', async () => {
    const page = await open('/train')
    await chooseSignals(page, 600)
    await page.getByRole('button', { name: 'Look for leaks' }).click()
    await page.getByRole('checkbox', { name: 'noise' }).click()
    await page.getByText('2 columns of 4 are learned from.').waitFor()
    await page.getByLabel('Kind of model').selectOption('logistic_regression')
    await page.getByText('How it is searched and judged').click()
    await page.getByLabel('Folds').fill('3')
    await page.getByLabel('The threshold is chosen').selectOption('cost')
    await page.getByLabel('Cost of a false negative').fill('4')
    const sent = page.waitForRequest(/training\.start/)
    await page.getByRole('button', { name: 'Train it' }).click()
    const body = (await sent).postData() ?? ''
    for (const part of [
      '"features":["slope","width"]',
      '"folds":3',
      '"false_negative_cost":4',
      '"positive_labels":["PLANET"]',
    ])
      expect(body).toContain(part)
    await page.getByRole('heading', { name: 'What it found' }).waitFor({ timeout: 45_000 })
    await page
      .getByText(/3-fold/)
      .first()
      .waitFor()
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

  it('its model is measured on another table, with a caution where it may know the rows', async () => {
    const page = await openAs(open, await newPerson(), '/jobs')
    await page.getByRole('link', { name: 'Train', exact: true }).click()
    await chooseSignals(page, 600)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('20')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.getByRole('heading', { name: 'What it found' }).waitFor({ timeout: 45_000 })
    const score = await page.getByRole('link', { name: 'Score a table with it' }).getAttribute('href')
    const model = /mdl_[0-9a-z]{26}/.exec(score ?? '')?.[0] ?? ''
    await page.getByRole('link', { name: 'Train', exact: true }).first().click()
    const later = { name: 'later.csv', mimeType: 'text/csv', buffer: Buffer.from(signalsCsv(420)) }
    await page.getByLabel('Table to train on').setInputFiles(later)
    await page.getByRole('heading', { name: 'later.csv' }).waitFor()
    await page.goto(new URL(`/models/${model}`, inject('baseUrl')).href)
    const section = page.getByRole('region', { name: 'Measured on other tables' })
    await section.getByText('It was not measured on any table yet').waitFor()
    const measure = section.getByRole('button', { name: 'Measure it' })
    expect(await measure.isDisabled()).toBe(true)
    await section.getByLabel('Table with labels').selectOption({ label: 'later.csv' })
    await section.getByLabel('Column that holds the answer').selectOption('answer')
    await section.getByLabel(/^PLANET/).selectOption('positive')
    await section.getByLabel('Rows belong together by').selectOption('star')
    await measure.click()
    const auc = section.getByRole('row').filter({ hasText: 'ROC AUC' })
    await auc.waitFor({ timeout: 30_000 })
    expect(await auc.innerText()).toMatch(/0\.\d{4}\s+0\.\d{4} – [01]\.\d{4}\s+420/)
    expect(await section.getByRole('note').innerText()).toContain('may know these rows')
    await section.getByText('Curves').click()
    await section.getByRole('heading', { name: 'Receiver operating characteristic' }).waitFor()
    expect(await section.locator('figure svg path').count()).toBeGreaterThan(2)
    await page.reload()
    await section.getByText('later.csv,').waitFor()
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

  it('its learning curves grow while it is trained, and a reload finds them where they are', async () => {
    const page = await open('/train')
    await chooseSignals(page, 3000)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('2000')
    await page.getByLabel('max_depth').fill('8')
    await page.getByRole('button', { name: 'Train it' }).click()
    const rounds = async () => {
      await page.getByRole('heading', { name: 'Learning curves so far' }).waitFor({ timeout: 30_000 })
      const row = page.getByRole('row', { includeHidden: true }).filter({ hasText: 'fold 1' })
      return Number(await row.locator('td').nth(1).textContent())
    }
    const first = await rounds()
    expect(first).toBeGreaterThan(0)
    await expect.poll(rounds, { timeout: 20_000 }).toBeGreaterThan(first)
    const before = await rounds()
    await page.reload()
    expect(await rounds()).toBeGreaterThanOrEqual(before)
    await page.getByRole('button', { name: 'Cancel it' }).click()
    await page.getByRole('button', { name: 'Cancel the training' }).click()
    await page.getByText('It was cancelled. Nothing of it was kept.').waitFor()
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
    expect(await page.getByLabel(/^PLANET/).inputValue()).toBe('positive')
  })
})
