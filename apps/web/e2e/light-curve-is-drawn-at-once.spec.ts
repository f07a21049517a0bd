import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, type Open } from './browser.ts'
import { quarterFile } from './light-curve-file.ts'
import { expectRedrawn, inSight, picture, plotOf } from './light-curve-plot.ts'

const TITLE = 'Light curve of KIC 1'

async function dropped(open: Open, files: ReturnType<typeof quarterFile>[]): Promise<Page> {
  const page = await open('/light-curve')
  await page.getByLabel('Light-curve files').setInputFiles(files)
  await page.getByText('The line is the trend').waitFor()
  return page
}

describeInBrowser('a light curve is drawn as soon as it is dropped', (open) => {
  it('two quarters stand one after the other, in pixels and as a table that says what was left out of it', async () => {
    const asked: string[] = []
    const page = await open('/light-curve')
    page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()))
    await page
      .getByLabel('Light-curve files')
      .setInputFiles([2, 1].map((quarter) => quarterFile({ quarter, days: 30 })))
    await page.getByText('The line is the trend').waitFor()
    const plot = plotOf(page, TITLE)
    expect((await picture(plot, '--planet')).coloured).toBeGreaterThan(500)
    const drawn = plot.getByRole('img', { name: /The numbers follow as a table\./ })
    expect(await drawn.getAttribute('aria-label')).toMatch(/^Light curve of KIC 1\. 2,7\d\d cadences over/)
    expect(await plot.innerText()).toMatch(/left out: 30 flagged by the pipeline/)
    await plot.getByText('The numbers').click()
    const table = plot.getByRole('table')
    expect(await table.locator('caption').innerText()).toMatch(/200 of 2,7\d\d cadences, evenly spaced/)
    expect(await table.getByRole('row').count()).toBe(201)
    // it stays where the reader is until he sends it
    expect(asked.filter((url) => url.includes('lightcurve'))).toEqual([])
  })

  it('is moved through by keys, by buttons and by dragging; the wheel is the page’s until the plot has the focus', async () => {
    const page = await dropped(open, [quarterFile({ quarter: 1, days: 60 })])
    const plot = plotOf(page, TITLE)
    const steered = plot.getByRole('group', { name: /arrow keys move/ })
    const over = plot.locator('.u-over')
    const { hash: whole } = await picture(plot, '--planet')
    await over.hover()
    await page.mouse.wheel(0, -300)
    expect((await picture(plot, '--planet')).hash).toBe(whole)
    await steered.focus()
    await expectRedrawn(plot, () => page.keyboard.press('+'))
    await expectRedrawn(plot, () => page.keyboard.press('ArrowRight'))
    await expectRedrawn(plot, () => plot.getByRole('button', { name: `${TITLE}: nearer` }).click())
    const box = await over.boundingBox()
    if (box === null) throw new Error('the plot has no box')
    await expectRedrawn(plot, async () => {
      await page.mouse.move(box.x + 300, box.y + 100)
      await page.mouse.down()
      await page.mouse.move(box.x + 100, box.y + 100, { steps: 4 })
      await page.mouse.up()
    })
    await expectRedrawn(plot, () => page.mouse.wheel(0, -200))
    await page.keyboard.press('0')
    await page.mouse.move(0, 0)
    await expect.poll(async () => (await picture(plot, '--planet')).hash).toBe(whole)
  })

  it('four years of cadences move as a month of them does', { timeout: 120_000 }, async () => {
    const many = Array.from({ length: 17 }, (_, i) => quarterFile({ quarter: i + 1, days: 80 }))
    const long = await moveMs(await dropped(open, many))
    const short = await moveMs(await dropped(open, [quarterFile({ quarter: 1, days: 30 })]))
    // a machine that needs longer for a thousand points needs longer for these
    expect(long).toBeLessThan(Math.max(100, 4 * short))
  })

  it('two fingers bring it nearer', async () => {
    const page = await open('/light-curve', { hasTouch: true, viewport: { width: 390, height: 844 } })
    await page.getByLabel('Light-curve files').setInputFiles(quarterFile({ quarter: 1, days: 60 }))
    await page.getByText('The line is the trend').waitFor()
    const plot = plotOf(page, TITLE)
    const over = plot.locator('.u-over')
    await over.scrollIntoViewIfNeeded()
    const box = await over.boundingBox()
    if (box === null) throw new Error('the plot has no box')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const fingers = (apart: number) => [-1, 1].map((side) => ({ x: x + side * apart, y, id: side }))
    const touch = await page.context().newCDPSession(page)
    await expectRedrawn(plot, async () => {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(20) })
      for (const apart of [30, 45, 60, 80])
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) })
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    })
    const { from, to } = await inSight(plot)
    expect(to - from).toBeLessThan(30)
  })

  it('without its trend the star’s own changes are gone, and the colours follow the page’s', async () => {
    const page = await dropped(open, [quarterFile({ quarter: 1, days: 60 })])
    const plot = plotOf(page, TITLE)
    await expectRedrawn(plot, () => plot.getByRole('radio', { name: 'Without trend' }).click())
    await plot.getByText('Divided by the trend.').waitFor()
    const before = (await picture(plot, '--planet')).coloured
    await page.getByRole('radio', { name: 'Dark' }).click()
    await expect.poll(async () => (await picture(plot, '--planet')).coloured).toBeGreaterThan(before / 2)
  })

  it('files of two stars are two curves, one in sight at a time', async () => {
    const page = await dropped(open, [
      quarterFile({ quarter: 1, days: 30 }),
      quarterFile({ quarter: 1, days: 30, star: 'KIC 2' }),
    ])
    await page.getByLabel('Star', { exact: true }).selectOption('KIC 2')
    await plotOf(page, 'Light curve of KIC 2').waitFor()
  })

  it('a table of times and fluxes is drawn, too; what is wrong with a file is said in words', async () => {
    const page = await open('/light-curve')
    const choose = (name: string, text: string) =>
      page.getByLabel('Light-curve files').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
    const rows = Array.from({ length: 500 }, (_, i) => `${i * 0.02},${1 + 0.001 * Math.sin(i / 9)}`)
    await choose('curve.csv', ['time,flux', ...rows].join('\n'))
    await page.getByText('The line is the trend').waitFor()
    expect((await picture(plotOf(page, 'Light curve'), '--planet')).coloured).toBeGreaterThan(100)
    for (const [name, text, words] of [
      ['curve.csv', 'when,how bright\n1,2', /no column of times/],
      ['broken.fits', 'no such thing', /FITS/],
      ['curve.png', '', /none of FITS, CSV and Parquet/],
    ] as const) {
      await choose(name, text)
      await page.getByRole('alert').getByText(words).first().waitFor()
      expect(await page.locator('canvas').count()).toBe(0)
    }
    await choose('curve.parquet', 'anything')
    await page.getByText('Parquet is read by the server').waitFor()
  })
})

/** How long the page takes from a key on the plot to the frame that shows it, ms; the median of some. */
async function moveMs(page: Page): Promise<number> {
  await plotOf(page, TITLE)
    .getByRole('group', { name: /arrow keys move/ })
    .focus()
  const times: number[] = []
  for (const key of ['+', '+', 'ArrowRight', 'ArrowLeft', 'ArrowRight', '-', '-', '0']) {
    const before = Date.now()
    await page.keyboard.press(key)
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    times.push(Date.now() - before)
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Infinity
}
