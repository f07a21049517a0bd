import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { PRINT_PALETTE } from '../src/charts/print-palette.ts'
import { describeInBrowser, openResult } from './browser.ts'
import { chooseSignals } from './signals.ts'

const PNG_SCALE = 3
const FIGURES = [
  'Receiver operating characteristic',
  'Precision and recall',
  'Calibration',
  'Calls against labels',
  'Learning curves',
  'Importance',
  'Contributions, row by row',
  'width',
]

async function save(page: Page, title: string, kind: 'SVG' | 'PNG'): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: `${title}: save as ${kind}`, exact: true }).click()
  const file = await coming
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

/** What a browser makes of a document that stands alone. */
function parse(page: Page, svg: string) {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml')
    const root = parsed.documentElement
    return {
      faulty: parsed.querySelector('parsererror') !== null,
      name: root.nodeName,
      width: Number(root.getAttribute('width')),
      height: Number(root.getAttribute('height')),
      words: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent).join(' '),
      shapes: parsed.querySelectorAll('path, rect, circle').length,
    }
  }, svg)
}

async function checkSvg(page: Page, title: string): Promise<{ width: number; height: number }> {
  const { name, bytes } = await save(page, title, 'SVG')
  expect(name).toMatch(/^[\w-]+\.svg$/)
  const svg = bytes.toString('utf8')
  const found = await parse(page, svg)
  expect(found, title).toMatchObject({ faulty: false, name: 'svg', width: 720 })
  expect(found.words, title).toContain(title)
  expect(found.words, title).toMatch(/n = [\d,]+|labelled rows/)
  expect(found.shapes, title).toBeGreaterThan(2)
  // nothing that only this page could resolve
  expect(svg, title).not.toMatch(/var\(--|currentColor|<style|class=|url\((?!#)|href=/)
  return found
}

async function checkPng(page: Page, title: string, { width, height }: { width: number; height: number }) {
  const { name, bytes } = await save(page, title, 'PNG')
  expect(name).toMatch(/\.png$/)
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width * PNG_SCALE, height * PNG_SCALE])
  const corner = await page.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    return [...(context?.getImageData(2, 2, 1, 1).data ?? [])]
  }, bytes.toString('base64'))
  expect(corner, 'its background').toEqual([255, 255, 255, 255])
}

describeInBrowser('every figure is a file', (open) => {
  it(
    'of a training each is saved as SVG that stands alone and as PNG of the size it declares, also from a dark page',
    { timeout: 120_000 },
    async () => {
      const page = await open('/train', { colorScheme: 'dark' })
      await chooseSignals(page, 600)
      await page.getByText('Settings').click()
      await page.getByLabel('n_estimators').fill('30')
      await page.getByRole('button', { name: 'Train it' }).click()
      await page.getByRole('heading', { name: 'What moves its calls' }).waitFor({ timeout: 60_000 })
      for (const title of FIGURES) {
        const size = await checkSvg(page, title)
        await checkPng(page, title, size)
      }
      // what is seen is heard: each figure has a name and its numbers as a table
      for (const title of FIGURES) {
        await page.getByRole('img', { name: new RegExp(`^${title}\\.`) }).waitFor()
        await page
          .getByRole('group', { name: `${title}, the numbers`, includeHidden: true })
          .waitFor({ state: 'attached' })
      }
    },
  )

  it('so is the histogram of a result', async () => {
    const page = await openResult(open)
    await checkPng(page, 'Probabilities', await checkSvg(page, 'Probabilities'))
  })

  it('with the light colours of the page', async () => {
    const page = await open('/models', { colorScheme: 'light' })
    const own = await page.evaluate(
      (names) => names.map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()),
      Object.keys(PRINT_PALETTE),
    )
    // but for the white that they are on
    expect(own.slice(2)).toEqual(Object.values(PRINT_PALETTE).slice(2))
  })
})
