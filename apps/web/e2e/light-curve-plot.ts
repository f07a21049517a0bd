import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A plot of the page by the beginning of its title. */
export function plotOf(page: Page, title: string): Locator {
  return page.locator('figure').filter({ has: page.getByRole('heading', { name: new RegExp(`^${title}`) }) })
}

/** How many pixels of a plot's canvas have a colour of the page, and a number that differs when the picture does. */
export async function picture(plot: Locator, colour: string): Promise<{ coloured: number; hash: number }> {
  await plot.locator('canvas').waitFor()
  return plot.evaluate(async (figure, name) => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const canvas = figure.querySelector('canvas')
    const context = canvas?.getContext('2d')
    if (!canvas || !context) throw new Error('there is no canvas')
    const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    let [coloured, hash] = [0, 0]
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) coloured++
      hash = (hash * 31 + (data[i] ?? 0) + 7 * (data[i + 2] ?? 0)) | 0
    }
    return { coloured, hash }
  }, colour)
}

/** Does something and waits until the plot is another than before. */
export async function expectRedrawn(plot: Locator, act: () => Promise<unknown>): Promise<void> {
  const { hash } = await picture(plot, '--planet')
  await act()
  await expect.poll(async () => (await picture(plot, '--planet')).hash).not.toBe(hash)
}

/** What of the x axis is in sight, by what the plot says of places near its edges. */
export async function inSight(plot: Locator): Promise<{ from: number; to: number }> {
  const over = plot.locator('.u-over')
  const box = await over.boundingBox()
  if (box === null) throw new Error('the plot has no box')
  const read = async (x: number) => {
    await over.hover({ position: { x, y: 20 } })
    const text = await plot.locator('p[aria-hidden]').innerText()
    return Number(text.split(' ')[0])
  }
  return { from: await read(2), to: await read(box.width - 2) }
}
