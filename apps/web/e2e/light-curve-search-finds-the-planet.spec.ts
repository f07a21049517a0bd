import { expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { PLANET, quarterFile } from './light-curve-file.ts'
import { picture, plotOf } from './light-curve-plot.ts'

describeInBrowser('a light curve goes in and its planet comes out', (open) => {
  it(
    'it is searched, the signal is called, folded at its period, and explained; the result keeps its address',
    { timeout: 240_000 },
    async () => {
      const page = await open('/light-curve')
      await page
        .getByLabel('Light-curve files')
        .setInputFiles([1, 2].map((quarter) => quarterFile({ quarter, days: 60 })))
      await page.getByText('The line is the trend').waitFor()
      await page.getByText('What is looked for').click()
      await page.getByLabel('Shortest period, days').fill('5')
      await page.getByLabel('Longest period, days').fill('12')
      await page.getByLabel('Signals, at most').fill('1')
      await page.getByRole('button', { name: 'Search and call' }).click()
      const signals = page.getByRole('radiogroup', { name: 'Signals' })
      await signals.getByRole('radio').first().waitFor({ timeout: 200_000 })
      expect(await signals.innerText()).toMatch(/Planet|False positive/)
      const plot = plotOf(page, 'Folded')
      const words = await plot.getByText(/cadences at [\d.]+ d/).innerText()
      const period = Number(/at ([\d.]+) d/.exec(words)?.[1])
      expect(Math.abs(period - PLANET.periodDays)).toBeLessThan(0.01)
      expect((await picture(plot, '--planet')).coloured).toBeGreaterThan(100)
      await plotOf(page, 'Periodogram').locator('canvas').waitFor()
      await page
        .getByRole('region', { name: 'Where the network looked' })
        .getByText(/Its bins taken away first/)
        .waitFor()
      await page.getByRole('link', { name: 'A page to print' }).click()
      await page
        .getByRole('article')
        .getByText(/sha256 [0-9a-f]{64}/)
        .waitFor()
      await page.reload()
      await page
        .getByRole('article')
        .getByText(/Why: integrated gradients/)
        .waitFor()
    },
  )

  it('what is wrong with the options is said beside the field, before anything is sent', async () => {
    const page = await open('/light-curve')
    await page.getByLabel('Light-curve files').setInputFiles(quarterFile({ quarter: 1, days: 30 }))
    await page.getByText('The line is the trend').waitFor()
    await page.getByText('A period that is known already').click()
    await page.getByLabel('Period, days', { exact: true }).fill('7')
    await page.getByRole('button', { name: 'Search and call' }).click()
    await page.getByText('Period, epoch and duration belong together.').waitFor()
  })
})
