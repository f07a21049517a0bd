import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SentFile } from './skin-pictures.ts'

/** A picture with its map, by what a listener hears of it. */
export function mapOf(page: Page): Locator {
  return page.getByRole('img', { name: /^The picture, and over it/ })
}

/** Chooses a picture and has it called; the answer is on the page then. */
export async function callPicture(page: Page, file: SentFile): Promise<void> {
  await page.getByLabel('Picture file').setInputFiles(file)
  await page.getByRole('button', { name: 'Call the lesion' }).click()
  await mapOf(page).waitFor()
}

/** Red, green and blue of a picture’s place, in shares of its width and height. */
export async function colourAt(picture: Locator, x: number, y: number): Promise<readonly number[]> {
  return picture.evaluate(
    async (canvas, at) => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('there is no canvas')
      const place = [Math.round(at.x * canvas.width), Math.round(at.y * canvas.height)] as const
      const pixel = canvas.getContext('2d')?.getImageData(...place, 1, 1).data ?? []
      return [...pixel].slice(0, 3)
    },
    { x, y },
  )
}

/** All that is drawn, as one number: another when the picture is. */
export async function hashOf(picture: Locator): Promise<number> {
  return picture.evaluate(async (canvas) => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null
    if (context === null) throw new Error('there is no canvas')
    const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height)
    return data.reduce((hash, value) => (hash * 31 + value) | 0, 0)
  })
}

/** Does something and waits until the map is another than before. */
export async function expectRedrawn(picture: Locator, act: () => Promise<unknown>): Promise<void> {
  const before = await hashOf(picture)
  await act()
  await expect.poll(() => hashOf(picture)).not.toBe(before)
}

/** How probable each class is called, by its words, in the order of the page. */
export async function classesOn(page: Page): Promise<{ words: string; probability: string }[]> {
  const lines = await page.getByRole('list', { name: 'How probable each class is' }).getByRole('listitem').all()
  return Promise.all(
    lines.map(async (line) => {
      const [words = '', probability = ''] = await line.locator('p').allInnerTexts()
      return { words, probability }
    }),
  )
}
