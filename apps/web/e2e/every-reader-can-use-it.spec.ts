import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, openResult, VIEWS, type Open } from './browser.ts'

type View = (typeof VIEWS)[number]

/** Every screen, opened and at rest. */
const SCREENS: Record<string, (open: Open, view: View) => Promise<Page>> = {
  'the first screen': async (open, view) => {
    const page = await open('/', view)
    await page.getByRole('radio').first().waitFor()
    return page
  },
  'the first screen with an error': async (open, view) => {
    const page = await open('/', view)
    await page.getByRole('button', { name: /Fetch the live KOI table/ }).click()
    await page.getByRole('alert').waitFor()
    return page
  },
  'the result': async (open, view) => {
    const page = await openResult(open, view)
    await page.locator('#decision svg').first().waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'the evidence': async (open, view) => {
    const page = await openResult(open, view)
    await page.locator('[role=row][data-index="0"]').click()
    await page.getByRole('dialog').locator('ol > li').first().waitFor()
    return page
  },
  'the models': async (open, view) => {
    const page = await open('/models', view)
    await page.getByText(/^n = /).first().waitFor()
    return page
  },
  'a model': async (open, view) => {
    const page = await open('/models/koi', view)
    await page.locator('figure svg').nth(3).waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
}

describeInBrowser('every reader can use every screen', (open) => {
  for (const [screen, show] of Object.entries(SCREENS)) {
    it.each(VIEWS)(
      `${screen} ($name) has no serious fault of accessibility and does not scroll sideways`,
      async (view) => {
        const page = await show(open, view)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow).toBeLessThanOrEqual(0)
      },
    )
  }

  it('the colours a reader chose hold over the system’s, also after a reload', async () => {
    const page = await open('/', { colorScheme: 'light' })
    await page.getByRole('radio', { name: 'Dark' }).click()
    const background = () =>
      page.evaluate(() => getComputedStyle(document.body.querySelector('#root > div') ?? document.body).backgroundColor)
    const dark = await background()
    await page.reload()
    await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor()
    expect(await background()).toBe(dark)
    await page.getByRole('radio', { name: 'Auto' }).click()
    expect(await background()).not.toBe(dark)
  })

  it('a table is scored and a row opened without a mouse', async () => {
    const page = await open('/')
    await page.getByRole('button', { name: 'Simulate a survey' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Chosen:').waitFor()
    const go = page.getByRole('button', { name: 'Score the table' })
    for (
      let presses = 0;
      presses < 20 && !(await go.evaluate((button) => button === document.activeElement));
      presses += 1
    )
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    const row = page.locator('[role=row]:focus')
    for (let presses = 0; presses < 40 && (await row.count()) === 0; presses += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
  })
})
