import { expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { count, describeInBrowser, longTable, openResult, scoreFile } from './browser.ts'

const ROWS = 20_000

describeInBrowser('20,000 rows stay smooth', (open) => {
  it('only rows in sight exist, the last is one key away, and the slider answers as with few rows', async () => {
    const page = await open('/')
    await scoreFile(page, { name: 'long.csv', body: await longTable(ROWS) })
    expect((await count(page, 'planets')) + (await count(page, 'false-positives'))).toBe(ROWS)
    expect(await page.locator('[role=row][data-index]').count()).toBeLessThan(60)
    await page.locator('[role=row][tabindex="0"]').focus()
    await page.keyboard.press('End')
    await expect.poll(() => page.locator('[role=row]:focus').getAttribute('aria-rowindex')).toBe(String(ROWS + 1))
    const [many, few] = [await slideMs(page), await slideMs(await openResult(open))]
    // a machine that needs longer for a table of some rows needs longer for this one
    expect(many).toBeLessThan(Math.max(200, 4 * few))
    expect(await count(page, 'false-positives')).toBe(ROWS - (await count(page, 'planets')))
  })
})

/** How long the page takes from a key on the threshold to the next frame, ms; the median of some. */
async function slideMs(page: Page): Promise<number> {
  const slider = page.getByRole('slider', { name: 'Threshold' })
  await slider.focus()
  const times: number[] = []
  for (const key of ['ArrowLeft', 'ArrowLeft', 'PageUp', 'PageDown', 'Home', 'End']) {
    const before = Date.now()
    await slider.press(key)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))))
    times.push(Date.now() - before)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity
}
