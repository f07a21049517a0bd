import { expect, it } from 'vitest'
import { count, describeInBrowser, openResult } from './browser.ts'

describeInBrowser('the threshold decides anew at once, without a request', (open) => {
  it('counts, table and histogram follow the slider while the page asks the server nothing', async () => {
    const page = await openResult(open)
    await page.getByRole('button', { name: /Model’s own/ }).waitFor()
    const total = (await count(page, 'planets')) + (await count(page, 'false-positives'))
    const asked: string[] = []
    page.on('request', (request) => {
      // Chromium looks at the tab's icon anew whenever the address changes
      if (!request.url().endsWith('/favicon.svg')) asked.push(request.url())
    })
    const slider = page.getByRole('slider', { name: 'Threshold' })
    await slider.focus()

    await page.keyboard.press('Home')
    expect(await count(page, 'planets')).toBe(total)
    await page.getByRole('img', { name: new RegExp(`At threshold 0.00: ${total} planets`) }).waitFor()
    await expect.poll(() => page.getByRole('gridcell', { name: 'False positive' }).count()).toBe(0)

    await page.keyboard.press('End')
    expect(await count(page, 'false-positives')).toBe(total)
    await expect.poll(() => page.getByRole('gridcell', { name: 'Planet', exact: true }).count()).toBe(0)

    await page.keyboard.press('ArrowLeft')
    expect(await slider.getAttribute('aria-valuenow')).toBe('0.99')
    expect(asked).toEqual([])
  })

  it('the model’s own threshold is one press away', async () => {
    const page = await openResult(open)
    const own = page.getByRole('button', { name: /Model’s own/ })
    const before = await count(page, 'planets')
    expect(await own.isDisabled()).toBe(true)
    await page.getByRole('slider', { name: 'Threshold' }).focus()
    await page.keyboard.press('Home')
    expect(await count(page, 'planets')).not.toBe(before)
    await own.click()
    expect(await count(page, 'planets')).toBe(before)
  })

  it('a threshold set by hand is kept in the address', async () => {
    const page = await openResult(open)
    await page.getByRole('slider', { name: 'Threshold' }).focus()
    await page.keyboard.press('End')
    await page.waitForURL(/threshold=1/)
    await page.reload()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    expect(await page.getByRole('slider', { name: 'Threshold' }).getAttribute('aria-valuenow')).toBe('1')
  })
})
