import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, type Open } from './browser.ts'
import { answerLightCurve, CALLED_ID } from './light-curve-answers.ts'
import { expectRedrawn, picture, plotOf } from './light-curve-plot.ts'

async function opened(open: Open, path: string, blind = false): Promise<Page> {
  const page = await open('/models')
  await answerLightCurve(page, { blind })
  await page.goto(new URL(path, page.url()).href)
  return page
}

const CALL = `/light-curve/calls/${CALLED_ID}/0`

describeInBrowser('a called signal is looked at in its star’s light', (open) => {
  it('the period is moved by slider, by number, by dragging and by its half, and the fold goes along', async () => {
    const page = await opened(open, CALL)
    const plot = plotOf(page, 'Folded')
    await plot.getByText(/cadences at 7\.384 d/).waitFor()
    expect((await picture(plot, '--planet')).coloured).toBeGreaterThan(200)
    const slider = page.getByRole('slider', { name: 'Period, finely' })
    await slider.focus()
    await expectRedrawn(plot, () => page.keyboard.press('PageUp'))
    await plot.getByText(/at 7\.4\d+ d|at 7\.38[5-9]\d* d|at 7\.39\d* d/).waitFor()
    await page.getByRole('button', { name: 'As found' }).click()
    await plot.getByText(/at 7\.384 d/).waitFor()
    const field = page.getByLabel('Period, days')
    await field.fill('3.5')
    await page.keyboard.press('Enter')
    await plot.getByText(/at 3\.5 d/).waitFor()
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.getByRole('button', { name: 'Twice as long' }).click()
    await plot.getByText(/at 7 d/).waitFor()
    const handle = await page.locator('[data-handle]').boundingBox()
    if (handle === null) throw new Error('there is nothing to take hold of')
    await page.mouse.move(handle.x + 100, handle.y + 10)
    await page.mouse.down()
    await page.mouse.move(handle.x + 160, handle.y + 10, { steps: 4 })
    await page.mouse.up()
    await plot.getByText(/at 7\.0\d+ d/).waitFor()
  })

  it('odd and even transits are told apart, and the whole period is one choice away', async () => {
    const page = await opened(open, CALL)
    const plot = plotOf(page, 'Folded')
    expect((await picture(plot, '--false-positive')).coloured).toBe(0)
    await expectRedrawn(plot, () => page.getByRole('radio', { name: 'Odd and even' }).click())
    expect((await picture(plot, '--false-positive')).coloured).toBeGreaterThan(50)
    await expectRedrawn(plot, () =>
      page.getByRole('radiogroup', { name: 'How much of the period' }).getByText('Whole period').click(),
    )
    await plot.getByText(/3,000 cadences/).waitFor()
  })

  it('where the network looked stands below what it saw, in words and numbers, for either class', async () => {
    const page = await opened(open, CALL)
    const region = page.getByRole('region', { name: 'Where the network looked' })
    await region.getByText(/Both say that the map names what the network goes by/).waitFor()
    await region.getByRole('img', { name: /^The transit\./ }).waitFor()
    await region.locator('svg rect').nth(200).waitFor({ state: 'attached' })
    await region.getByText('The numbers').click()
    const heads = await region.getByRole('columnheader').allInnerTexts()
    expect(heads).toEqual(['Hours', 'Depths', 'Grad-CAM', 'Gradients'])
    const saved = page.waitForEvent('download')
    await region.getByRole('button', { name: 'The transit: save as SVG' }).click()
    const svg = await readFile(await (await saved).path(), 'utf8')
    expect(svg).toContain('Grad-CAM')
    expect(svg).not.toMatch(/var\(--|currentColor/)
    const asked = page.waitForRequest('**/api/lightcurve/explain')
    await region.getByRole('radio', { name: 'For false positive' }).click()
    expect((await asked).postData()).toContain('FALSE POSITIVE')
    await region.getByText(/output for “false positive”/).waitFor()
  })

  it('every figure has a name and its numbers as a table', async () => {
    const page = await opened(open, CALL)
    await page.getByRole('region', { name: 'Where the network looked' }).locator('svg').first().waitFor()
    const figures = page.locator('figure')
    await expect.poll(() => figures.count()).toBe(6)
    for (const figure of await figures.all()) {
      await figure.getByRole('img', { name: /The numbers follow as a table\./ }).waitFor()
      await figure.getByText('The numbers').click()
      await figure.getByRole('row').nth(10).waitFor()
    }
  })

  it('who is to judge the call first sees the star and nothing of the call', async () => {
    const page = await opened(open, CALL, true)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.reload()
    await page.getByText('You are to judge this call before you see it').waitFor()
    await plotOf(page, 'Folded').locator('canvas').waitFor()
    const text = await page.getByRole('main').innerText()
    expect(text).not.toContain('0.910')
    expect(text).toContain('to be judged before its call is shown')
    expect(asked.filter((url) => url.includes('/explain'))).toEqual([])
  })

  it('a refusal of the reasons hides the call’s reasons in the same words', async () => {
    const page = await open('/models')
    await answerLightCurve(page)
    const problem = {
      type: '/problems/conflict',
      title: 'No',
      status: 409,
      detail: 'Judge it first.',
      code: 'conflict',
    }
    await page.route('**/api/lightcurve/explain', (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', json: problem }),
    )
    await page.goto(new URL(CALL, page.url()).href)
    await page.getByText('You are to judge this call before you see it').waitFor()
  })

  it('another signal of the star is one choice away, at its own address', async () => {
    const page = await opened(open, CALL)
    await page.getByRole('radiogroup', { name: 'Signals' }).getByText('KIC 1 .02').click()
    await page.waitForURL(`**/light-curve/calls/${CALLED_ID}/1`)
    await page.getByText(/depths differ/).waitFor()
  })
})

describeInBrowser('a signal is one page of paper', (open) => {
  it('with curve, search, fold, tests, reasons and model, black on white, on one page of A4', async () => {
    const page = await opened(open, `/light-curve/report/${CALLED_ID}/0`)
    await page.emulateMedia({ colorScheme: 'dark' })
    const article = page.getByRole('article')
    await article.getByText(/Why: integrated gradients/).waitFor()
    await expect.poll(() => article.locator('figure svg').count()).toBe(6)
    const text = await article.innerText()
    for (const words of ['KIC 1 .01', 'Planet', '0.910', '7.384 d', '1,000 ppm ± 21', '47.6', '0.5 σ', '×0.5: 33'])
      expect(text).toContain(words)
    expect(text).toMatch(/Centroids\s+not assessed/)
    expect(text).toContain('ab'.repeat(32))
    const [ink, paper] = await article.evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element)
      return [color, backgroundColor]
    })
    expect([ink, paper]).toEqual(['rgb(27, 29, 34)', 'rgb(255, 255, 255)'])
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1)
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.\d+\]/)
  })

  it('a reader who is to judge it first has the page without the call', async () => {
    const page = await opened(open, `/light-curve/report/${CALLED_ID}/0`, true)
    const article = page.getByRole('article')
    await article.getByText('To be judged before the call is shown').waitFor()
    expect(await article.innerText()).not.toContain('0.910')
  })
})
