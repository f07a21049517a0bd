import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'
import { squareUpload } from './skin-pictures.ts'
import { classesOn, mapOf } from './skin-screen.ts'

/** Every answer of the server that a page gets from now on, as text. */
function listen(page: Page): { texts: () => Promise<string[]> } {
  const answers: Promise<string>[] = []
  page.on('response', (answer) => {
    if (/\/(trpc|api)\//.test(answer.url())) answers.push(answer.text().catch(() => ''))
  })
  return { texts: () => Promise.all(answers) }
}

describeInBrowser('a kept picture is judged by a dermatologist before its call is shown', (open) => {
  let judging: Judging
  beforeAll(async () => {
    if (inject('chromium') !== null) judging = await startJudging('skin')
  })
  afterAll(() => judging?.stop())

  it(
    'its owner offers it, an expert sees the picture and what was said of it alone, and after the verdict call and map',
    { timeout: 120_000 },
    async () => {
      const { at } = judging
      await judging.setPolicy({ blind_share: 1 })
      const owner = await judging.member('owner')
      const expert = await judging.expert('expert')
      const { output } = await judging.predictPicture(owner, await squareUpload('red', 'mole.png'), {
        lesion_location: 'back',
        skin_tone: 'III',
      })
      const result = await openAs(open, owner, at('/predictions'))
      await result.getByRole('link', { name: 'mole.png' }).click()
      await mapOf(result).waitFor()
      const offer = result.getByRole('region', { name: 'Offer for review', exact: true })
      await offer.getByRole('button', { name: 'Offer it' }).click()
      await offer.getByText('1 row offered').waitFor()

      const page = await open(at('/login?to=%2Freview'))
      const heard = listen(page)
      await page.getByLabel('E-mail').fill(expert.email)
      await page.getByLabel('Password', { exact: true }).fill(expert.password)
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByRole('link', { name: 'Begin to judge: Skin lesions' }).click()
      await page.getByText('You judge this one before the call is shown').waitFor()
      const picture = page.getByRole('img', { name: 'The picture of the lesion' })
      await picture.waitFor()
      await expect
        .poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth))
        .toBe(320)
      const said = page.getByRole('region', { name: 'What was said of it' })
      await said.getByText('back', { exact: true }).waitFor()
      await said.getByText('III', { exact: true }).waitFor()

      expect(await mapOf(page).count()).toBe(0)
      expect(await page.getByRole('list', { name: 'How probable each class is' }).count()).toBe(0)
      expect(await page.getByRole('button', { name: /reasons/ }).count()).toBe(0)
      expect(await page.getByRole('main').innerText()).not.toContain(output.malignant_score.toFixed(3))
      const texts = await heard.texts()
      expect(texts.some((text) => text.includes('"blind":true'))).toBe(true)
      for (const text of texts) {
        expect(text).not.toContain(String(output.malignant_score))
        expect(text).not.toMatch(/"(prediction|label)":"(MALIGNANT|BENIGN)"|"diagnosis":"|"explanation_maps"/)
      }

      const other = output.call.prediction === 'MALIGNANT' ? 'Benign' : 'Malignant'
      await page.getByRole('radio', { name: other, exact: true }).check()
      await page.getByRole('checkbox', { name: 'It is a melanocytic nevus' }).click()
      await page.getByRole('button', { name: 'Send the verdict' }).click()
      await page.getByText('You said, before the call was shown').waitFor()
      await page.getByText(/You and the model differ/).waitFor()
      await expect.poll(() => classesOn(page).then((classes) => classes[0]?.words)).toMatch(/^Melanoma\b/)
      expect(await page.getByRole('main').innerText()).toContain(output.malignant_score.toFixed(3))
      expect(await mapOf(page).count()).toBe(0)
      await page.getByRole('button', { name: /^Show the model’s reasons/ }).click()
      await mapOf(page).waitFor()
      await page.getByText('What speaks for melanoma is greatest to the upper left of the middle').waitFor()
    },
  )

  it('the picture is brought nearer and moved by keys, buttons and the wheel, and the verdict’s keys still work', async () => {
    const { at } = judging
    const owner = await judging.member('owner')
    const expert = await judging.expert('near')
    const { id } = await judging.predictPicture(owner, await squareUpload('green', 'near.png'))
    await judging.offer(owner, id, [0])
    const page = await openAs(open, expert, at('/review/skin'))
    const picture = page.getByRole('img', { name: 'The picture of the lesion' })
    await picture.waitFor()
    const width = async () => (await picture.boundingBox())?.width ?? 0
    const left = async () => (await picture.boundingBox())?.x ?? 0
    const whole = await width()
    await page.getByRole('button', { name: 'Nearer' }).click()
    await expect.poll(width).toBeCloseTo(1.5 * whole, 0)
    const frame = page.getByRole('group', { name: /^The picture of the lesion\./ })
    await frame.focus()
    const before = await left()
    await page.keyboard.press('ArrowRight')
    await expect.poll(left).toBeLessThan(before)
    await page.keyboard.press('-')
    await expect.poll(width).toBeCloseTo(whole, 0)
    await frame.hover()
    await page.mouse.wheel(0, -300)
    await expect.poll(width).toBeGreaterThan(1.5 * whole)
    await page.getByRole('button', { name: 'All of it' }).click()
    await expect.poll(width).toBeCloseTo(whole, 0)
    await frame.focus()
    await page.keyboard.press('u')
    expect(await page.getByRole('radio', { name: 'Unsure', exact: true }).isChecked()).toBe(true)
  })

  it('its owner deletes it, and neither the call nor the picture is there any more', async () => {
    const { at } = judging
    const owner = await judging.member('owner')
    const { id } = await judging.predictPicture(owner, await squareUpload('red', 'gone.png'))
    const page = await openAs(open, owner, at('/predictions'))
    await page.getByRole('link', { name: 'gone.png' }).click()
    await mapOf(page).waitFor()
    await page.getByRole('button', { name: 'Delete this picture' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the picture' }).click()
    await page.getByText('There are none yet.').waitFor()
    const headers = { authorization: `Bearer ${owner.token}` }
    for (const path of [`/api/predictions/${id}`, `/api/skin/predictions/${id}/picture`])
      expect((await fetch(at(path), { headers })).status, path).toBe(404)
  })
})
