import { ModelList } from '@vouch/contracts/model'
import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'

describeInBrowser('a model’s page shows its figures, each with n', (open) => {
  it('the list gives every ready model its interval and n, and the others their reason', async () => {
    const page = await open('/models')
    await page.getByText(/^n = /).first().waitFor()
    const answer = await fetch(`${inject('baseUrl')}/api/models`)
    const { models } = ModelList.parse(await answer.json())
    const items = page.getByRole('main').getByRole('listitem')
    await expect
      .poll(() => items.filter({ hasText: /n = [\d,]+ rows/ }).count())
      .toBe(models.filter((model) => model.status === 'ready').length)
    for (const model of models) {
      const text = await items.filter({ has: page.getByRole('heading', { name: model.name }) }).innerText()
      expect(text).toContain(model.status === 'ready' ? ' – ' : model.note)
    }
  })

  it('ROC, precision-recall, calibration and importance each have a title, n and their numbers as a table', async () => {
    const page = await open('/models/koi')
    await page.locator('figure svg').nth(3).waitFor()
    const figures = page.locator('figure')
    const titles = await figures.locator('h3').allInnerTexts()
    expect(titles).toEqual(['Receiver operating characteristic', 'Precision and recall', 'Calibration', 'Importance'])
    for (const figure of await figures.all()) {
      expect(await figure.locator('figcaption').innerText()).toMatch(/n = [\d,]{3,}/)
      expect(await figure.locator('svg path, svg rect').count()).toBeGreaterThan(0)
      await figure.locator('summary').click()
      await figure.locator('tbody tr').nth(4).waitFor()
    }
  })

  it('the card is shown, and every metric has an interval, n and split', async () => {
    const page = await open('/models/koi')
    await page.locator('#card h3').first().waitFor()
    expect((await page.locator('#card').innerText()).length).toBeGreaterThan(300)
    const splits = page.locator('#figures details')
    for (const split of await splits.all())
      expect((await split.locator('summary').innerText()).length).toBeGreaterThan(5)
    await splits.evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    const rows = await page.locator('#figures tbody tr').all()
    expect(rows.length).toBeGreaterThan(5)
    for (const row of rows) {
      const [, value, interval, n] = await row.locator('td').allInnerTexts()
      expect(value).toMatch(/^\d\.\d{4}$|^\d\.\de-\d+$|not measured/)
      expect(interval).toMatch(/ – |no interval/)
      expect(n).toMatch(/^[\d,]+$/)
    }
  })
})
