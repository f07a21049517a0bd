import type { Page } from 'playwright-core'
import type { Open } from './browser.ts'
import { answerLightCurve, CALLED_ID } from './light-curve-answers.ts'
import { quarterFile } from './light-curve-file.ts'
import { plotOf } from './light-curve-plot.ts'
import type { Screens } from './usable-screens.ts'

async function called(open: Open, path: string): Promise<Page> {
  const page = await open('/models')
  await answerLightCurve(page)
  await page.goto(new URL(path, page.url()).href)
  return page
}

/** The screens of light curves, opened and at rest. */
export const LIGHT_CURVE_SCREENS: Screens = {
  'a light curve before its search': async (open) => {
    const page = await open('/light-curve')
    await page.getByLabel('Light-curve files').setInputFiles(quarterFile({ quarter: 1, days: 30 }))
    await page.getByText('The line is the trend').waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'a call in its star’s light': async (open) => {
    const page = await called(open, `/light-curve/calls/${CALLED_ID}/0`)
    await page.getByText(/Its bins taken away first/).waitFor()
    // tables of all figures are alike, and each has hundreds of cells to look through
    await plotOf(page, 'Folded').getByText('The numbers').click()
    return page
  },
  'a signal on one page': async (open) => {
    const page = await called(open, `/light-curve/report/${CALLED_ID}/0`)
    await page.getByText(/Why: integrated gradients/).waitFor()
    return page
  },
  'what would be missed, asked wrongly': async (open) => {
    const page = await open('/light-curve/completeness')
    await page.getByLabel('Transits', { exact: true }).fill('many')
    await page.getByText('This is not a number that is taken here.').waitFor()
    return page
  },
  'what would be missed, measured': async (open) => {
    const page = await open('/light-curve/completeness')
    await page.getByLabel('Transits', { exact: true }).fill('6')
    await page.getByLabel('Periods from, days').fill('2')
    await page.getByLabel('Radii from, Earths').fill('8')
    await page.getByRole('button', { name: 'Put them in and look' }).click()
    await page.locator('figure svg').nth(3).waitFor({ timeout: 150_000 })
    return page
  },
}
