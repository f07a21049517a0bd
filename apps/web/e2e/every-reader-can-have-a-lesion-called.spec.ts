import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'
import { squareFile, squareUpload } from './skin-pictures.ts'
import { callPicture, mapOf } from './skin-screen.ts'
import { overflow, testUsable } from './usable-screens.ts'

describeInBrowser('every reader can use every screen of lesions', (open) => {
  let judging: Judging
  beforeAll(async () => {
    if (inject('chromium') !== null) judging = await startJudging('skin')
  })
  afterAll(() => judging?.stop())

  /** A kept picture that an expert may be given, and who that is. */
  const offered = async (name: string) => {
    const owner = await judging.member('owner')
    const { id } = await judging.predictPicture(owner, await squareUpload('red', name), { lesion_location: 'back' })
    await judging.offer(owner, id, [0])
    return { owner, id, expert: await judging.expert('expert') }
  }

  testUsable(open, {
    'the way in, with what is wrong': async () => {
      const page = await open(judging.at('/skin'))
      await page.getByLabel('Age, years').fill('200')
      await page.getByRole('button', { name: 'Try with a drawn lesion' }).click()
      await page.getByText('Nothing of it is of a person').waitFor()
      return page
    },
    'a refusal': async () => {
      const page = await open(judging.at('/skin'))
      const letter = { name: 'letter.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('Dear doctor') }
      await page.getByLabel('Picture file').setInputFiles(letter)
      await page.getByRole('button', { name: 'Call the lesion' }).click()
      await page.getByRole('alert').waitFor()
      return page
    },
    'a call and its map': async () => {
      const page = await open(judging.at('/skin'))
      await callPicture(page, await squareFile('red', 'a picture with a rather long name, as people give them.png'))
      return page
    },
    'a call to be judged blind': async () => {
      await judging.setPolicy({ blind_share: 1 })
      const { expert } = await offered('blind.png')
      const page = await openAs(open, expert, judging.at('/review/skin'))
      await page.getByRole('img', { name: 'The picture of the lesion' }).waitFor()
      await page.getByRole('region', { name: 'What was said of it' }).waitFor()
      await page.getByRole('button', { name: 'Nearer' }).click()
      return page
    },
    'a call that is judged, with where the network looked': async () => {
      await judging.setPolicy({ blind_share: 0 })
      const { expert } = await offered('seen.png')
      const page = await openAs(open, expert, judging.at('/review/skin'))
      await page.getByRole('button', { name: 'Show the model’s reasons' }).click()
      await mapOf(page).waitFor()
      return page
    },
    'a kept call': async () => {
      const { owner, id } = await offered('kept.png')
      const page = await openAs(open, owner, judging.at('/predictions'))
      await page.goto(judging.at(`/predictions/${id}`))
      await mapOf(page).waitFor()
      return page
    },
  })
  it('a call and its map fit into the narrowest window that is asked for (WCAG 2.2, 1.4.10)', async () => {
    const page = await open(judging.at('/skin'), { viewport: { width: 320, height: 640 }, hasTouch: true })
    await callPicture(page, await squareFile('red'))
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0)
    const picture = await mapOf(page).boundingBox()
    expect(picture?.width).toBeLessThanOrEqual(320)
    // a finger finds the camera
    await page.getByText('Photograph it').waitFor()
  })
})
