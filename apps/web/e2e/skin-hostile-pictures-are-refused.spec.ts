import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { heldFile, hostileFiles, squareFile, unusualFiles } from './skin-pictures.ts'
import { callPicture, classesOn, colourAt, mapOf } from './skin-screen.ts'
import { type ServerUnderTest, startServer } from './start-server.ts'

describeInBrowser('what is no picture of a lesion is refused in words, and what is one is read as it is', (open) => {
  let server: ServerUnderTest
  beforeAll(async () => {
    if (inject('chromium') !== null) server = await startServer({}, { colours: true })
  })
  afterAll(() => server?.stop())

  it(
    'each is refused with what is wrong with it, stays chosen, and the next picture is called',
    { timeout: 120_000 },
    async () => {
      const page = await open(`${server.baseUrl}/skin`)
      await page.getByLabel('Age, years').fill('52')
      for (const [file, words] of await hostileFiles()) {
        await page.getByLabel('Picture file').setInputFiles(file)
        await page.getByRole('button', { name: 'Call the lesion' }).click()
        const alert = page.getByRole('alert')
        await alert.waitFor()
        expect(await alert.innerText(), file.name).toMatch(words)
        await page.getByText(file.name, { exact: true }).waitFor()
        expect(await page.getByLabel('Age, years').inputValue(), file.name).toBe('52')
        expect(await mapOf(page).count(), file.name).toBe(0)
      }
      await callPicture(page, await squareFile('red'))
      expect(await page.getByRole('alert').count()).toBe(0)
      expect(await page.title()).toBe('Skin · Vouch')
    },
  )

  it('of sixteen bits, of four inks, a WebP, without an ending or with a page behind it, it is called as any', async () => {
    const page = await open(`${server.baseUrl}/skin`)
    for (const file of await unusualFiles()) {
      await callPicture(page, file)
      expect((await classesOn(page))[0]?.words, file.name).toMatch(/^Melanoma\b/)
    }
    expect(await page.title()).toBe('Skin · Vouch')
  })

  it(
    'however the camera was held, the call is the same, and the picture and its map are upright',
    { timeout: 120_000 },
    async () => {
      const page = await open(`${server.baseUrl}/skin`)
      const calls = new Set<string>()
      for (const format of ['jpeg', 'webp'] as const)
        for (let orientation = 1; orientation <= 8; orientation += 1) {
          const file = await heldFile(orientation, format)
          await callPicture(page, file)
          // a JPEG and a WebP of one picture differ by their losses, and eight ways to hold a camera by those of their blocks
          calls.add((await classesOn(page)).map(({ words }) => words).join())
          await page.getByText(`320 × 240 pixels${orientation > 1 ? ', turned upright' : ''}`).waitFor()
          await page.getByText('What speaks for melanoma is greatest to the upper left of the middle').waitFor()
          const slider = page.getByRole('slider', { name: 'How opaque the map is' })
          await slider.focus()
          await page.keyboard.press('Home')
          const [red = 0, green = 255] = await colourAt(mapOf(page), 0.25, 0.25)
          expect([red > 190, green < 80], file.name).toEqual([true, true])
          for (const [x, y] of [
            [0.75, 0.25],
            [0.25, 0.75],
            [0.75, 0.75],
          ] as const) {
            const [grey = 0, other = 0] = await colourAt(mapOf(page), x, y)
            expect(Math.abs(grey - 110) + Math.abs(other - 110), `${file.name} at ${x}, ${y}`).toBeLessThan(20)
          }
        }
      expect(calls.size).toBe(1)
    },
  )
})
