import { NOT_A_DERMATOSCOPE } from '@vouch/contracts/domains/skin'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { squareFile } from './skin-pictures.ts'
import { callPicture, classesOn, colourAt, expectRedrawn, hashOf, mapOf } from './skin-screen.ts'
import { type ServerUnderTest, startServer } from './start-server.ts'

/** In the middle of the square, and on the skin far from it: shares of the picture. */
const SQUARE = { x: 0.25, y: 0.25 }
const SKIN = { x: 0.9, y: 0.9 }

describeInBrowser('a picture of a lesion is called, and where the network looked is drawn at once', (open) => {
  let server: ServerUnderTest
  beforeAll(async () => {
    if (inject('chromium') !== null) server = await startServer({}, { colours: true })
  })
  afterAll(() => server?.stop())
  const start = async () => {
    const page = await open(`${server.baseUrl}/skin`)
    await page.getByLabel('Picture file').waitFor({ state: 'attached' })
    return page
  }

  it('a drawn lesion is called, in words and in numbers of all seven classes, and nothing of it is kept', async () => {
    const page = await start()
    await page.getByRole('button', { name: 'Try with a drawn lesion' }).click()
    await page.getByText('Nothing of it is of a person').waitFor()
    await page.getByRole('button', { name: 'Call the lesion' }).click()
    await mapOf(page).waitFor()
    const classes = await classesOn(page)
    expect(classes).toHaveLength(7)
    const sum = classes.reduce((total, { probability }) => total + Number(probability.replace(/^[<>]/, '')), 0)
    expect(sum).toBeCloseTo(1, 2)
    expect(classes.filter(({ words }) => /\bmalignant\b/.test(words))).toHaveLength(3)
    expect(classes.filter(({ words }) => /\bcalled\b/.test(words))).toHaveLength(1)
    const call = page.getByRole('region', { name: 'The call', exact: true })
    await call.getByText(/^Of a hundred pictures of which the model says the same, it expects/).waitFor()
    await call.getByText('Not kept').waitFor()
    expect(await call.innerText()).toMatch(/Not a medical device/)
    expect(await page.getByText(NOT_A_DERMATOSCOPE.split('. ')[1] ?? '').count()).toBeGreaterThan(0)
    await page.getByText('CC BY-NC 4.0: no commercial use').waitFor()
    expect(await page.getByRole('link', { name: 'The call at its own address' }).count()).toBe(0)
  })

  it('a red square is a melanoma, and what speaks for it lies on the square', async () => {
    const page = await start()
    await callPicture(page, await squareFile('red'))
    const [first] = await classesOn(page)
    expect(first?.words).toMatch(/^Melanoma\s+malignant\s+called$/)
    await page.getByText('What speaks for melanoma is greatest to the upper left of the middle').waitFor()
    const map = mapOf(page)
    // far from the square nothing speaks for it: the skin keeps its own grey
    expect(await colourAt(map, SKIN.x, SKIN.y)).toEqual([110, 110, 110])
    const opaque = page.getByRole('slider', { name: 'How opaque the map is' })
    await opaque.focus()
    await expectRedrawn(map, () => page.keyboard.press('End'))
    // all of it and nothing of the picture: viridis ends in yellow
    const [red = 0, green = 0, blue = 255] = await colourAt(map, SQUARE.x, SQUARE.y)
    expect(red).toBeGreaterThan(180)
    expect(green).toBeGreaterThan(180)
    expect(blue).toBeLessThan(120)
    await expectRedrawn(map, () => page.keyboard.press('Home'))
    expect(await colourAt(map, SQUARE.x, SQUARE.y)).toEqual([220, 40, 40])
  })

  it('another opacity and another class are drawn by keys alone and ask nobody', async () => {
    const page = await start()
    await callPicture(page, await squareFile('red'))
    const map = mapOf(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const group = page.getByRole('radiogroup', { name: 'What speaks for' })
    expect(await group.getByRole('radio').count()).toBe(7)
    // the map that is scaled to itself is the same for each class that red speaks for; for the last one nothing does
    await group.getByRole('radio', { name: 'Melanoma' }).focus()
    await expectRedrawn(map, () => page.keyboard.press('ArrowUp'))
    expect(await group.getByRole('radio').last().isChecked()).toBe(true)
    await page.getByText(/^Nothing in the picture speaks for /).waitFor()
    expect(await colourAt(map, SQUARE.x, SQUARE.y)).toEqual([220, 40, 40])
    await expectRedrawn(map, () => page.keyboard.press('ArrowDown'))
    expect(await group.getByRole('radio', { name: 'Melanoma' }).isChecked()).toBe(true)
    const opaque = page.getByRole('slider', { name: 'How opaque the map is' })
    await opaque.focus()
    await expectRedrawn(map, () => page.keyboard.press('ArrowRight'))
    expect(await opaque.getAttribute('aria-valuetext')).toBe('55 %')
    expect(asked).toEqual([])
  })

  it('what was said of it and that it is to be kept goes along, and the call is found again at its address', async () => {
    const page = await start()
    await page.getByLabel('Skin type (Fitzpatrick)').selectOption('IV: burns a little, tans well')
    await page.getByLabel('Place on the body').selectOption('back')
    await page.getByLabel('Age, years').fill('200')
    await page.getByText('A number of years, from 0 to 120.').waitFor()
    await page.getByLabel('Picture file').setInputFiles(await squareFile('green', 'mole on my back.png'))
    expect(await page.getByRole('button', { name: 'Call the lesion' }).isDisabled()).toBe(true)
    await page.getByLabel('Age, years').fill('41')
    const keep = page.getByRole('checkbox', { name: 'Keep the picture and the call' })
    expect(await keep.isChecked()).toBe(false)
    await keep.click()
    await page.getByRole('button', { name: 'Call the lesion' }).click()
    await page.getByRole('link', { name: 'The call at its own address' }).click()
    await page.getByRole('heading', { level: 1, name: 'mole on my back' }).waitFor()
    await mapOf(page).waitFor()
    await page.reload()
    await mapOf(page).waitFor()
    expect((await classesOn(page))[0]?.words).toMatch(/^Melanocytic nevus\s+benign\s+called$/)
    const said = page.getByRole('region', { name: 'What was said of it' })
    for (const words of ['IV', 'back', '41 years', 'not said']) await said.getByText(words, { exact: true }).waitFor()
    const [red = 0, green = 0, blue = 0] = await colourAt(mapOf(page), 0.28, 0.28)
    expect(green).toBeGreaterThan(Math.max(red, blue))
  })

  it('a kept picture is looked at in other ways', { timeout: 120_000 }, async () => {
    const page = await start()
    await page.getByRole('checkbox', { name: 'Keep the picture and the call' }).click()
    await callPicture(page, await squareFile('red'))
    await page.getByRole('link', { name: 'The call at its own address' }).click()
    await page.getByText('What speaks for melanoma is greatest').waitFor()
    const before = await hashOf(mapOf(page))
    for (const method of ['Occlusion', 'Integrated gradients']) {
      await page.getByLabel('How to look').selectOption(method)
      await page.getByRole('img', { name: `by ${method}` }).waitFor({ timeout: 50_000 })
      await page.getByText('What speaks for melanoma is greatest').waitFor()
      expect(await hashOf(mapOf(page)), method).not.toBe(before)
    }
  })

  it('is pasted as well as chosen', async () => {
    const page = await start()
    const { buffer } = await squareFile('red')
    await page.evaluate(
      (bytes) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(bytes)], 'from the clipboard.png', { type: 'image/png' }))
        window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }))
      },
      [...buffer],
    )
    await page.getByText('from the clipboard.png').waitFor()
    await page.getByRole('button', { name: 'Call the lesion' }).click()
    await mapOf(page).waitFor()
  })

  it('on its way it can be cancelled, and what was chosen and said stays', async () => {
    const page = await start()
    await page.route('**/api/skin/predict', () => undefined) // never answered
    await page.getByLabel('Age, years').fill('33')
    await page.getByLabel('Picture file').setInputFiles(await squareFile('red'))
    await page.getByRole('button', { name: 'Call the lesion' }).click()
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByRole('button', { name: 'Call the lesion' }).isEnabled()).toBe(true)
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByText('red.png').waitFor()
    expect(await page.getByLabel('Age, years').inputValue()).toBe('33')
  })
})
