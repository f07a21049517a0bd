import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'

/** Every answer of the server that a page gets from now on, as text. */
function listen(page: Page): { texts: () => Promise<string[]> } {
  const answers: Promise<string>[] = []
  page.on('response', (answer) => {
    if (/\/(trpc|api)\//.test(answer.url())) answers.push(answer.text().catch(() => ''))
  })
  return { texts: () => Promise.all(answers) }
}

describeInBrowser('a call that is judged blind is shown once the verdict is in, and nowhere before', (open) => {
  let judging: Judging
  beforeAll(async () => {
    if (inject('chromium') !== null) judging = await startJudging()
  })
  afterAll(() => judging?.stop())

  it(
    'an admin has every call judged blind, its owner offers one, and an expert sees it after the verdict',
    { timeout: 120_000 },
    async () => {
      const { at, admin } = judging
      const owner = await judging.member('owner')
      const expert = await judging.expert('expert')
      const { id, calls } = await judging.predict(owner)
      const [call] = calls
      if (call === undefined) throw new Error('the sample has no call')

      const policy = await openAs(open, admin, at('/review/exoplanet/policy'))
      await policy.getByLabel('Judged blind, %').fill('100')
      const saved = policy.waitForResponse('**/trpc/review.updatePolicy*')
      await policy.getByRole('button', { name: 'Save it' }).click()
      expect((await saved).status()).toBe(200)

      const result = await openAs(open, owner, at('/predictions'))
      await result.goto(at(`/predictions/${id}`))
      const offer = result.getByRole('region', { name: 'Offer for review', exact: true })
      await offer.getByLabel('Which rows').selectOption('I choose the rows')
      await offer.getByLabel('Rows', { exact: true }).fill(String(call.row + 1))
      await offer.getByRole('button', { name: 'Offer them' }).click()
      await offer.getByText('1 row offered').waitFor()

      const page = await open(at('/login?to=%2Freview'))
      const heard = listen(page)
      await page.getByLabel('E-mail').fill(expert.email)
      await page.getByLabel('Password', { exact: true }).fill(expert.password)
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByRole('link', { name: 'Begin to judge: Exoplanets' }).click()
      await page.getByText('You judge this one before the call is shown').waitFor()
      await page.getByRole('heading', { name: 'The signal’s values' }).waitFor()

      expect(await page.getByRole('main').getByRole('radio').count()).toBe(3)
      expect(await page.getByRole('button', { name: /reasons/ }).count()).toBe(0)
      const before = await page.getByRole('main').innerText()
      expect(before).not.toContain(call.probability.toFixed(3))
      // each label once: as what may be said of it
      expect(before.match(/planet\b/gi)?.filter((word) => word === 'Planet')).toHaveLength(1)
      expect(before.match(/False positive/g)).toHaveLength(1)
      const texts = await heard.texts()
      expect(texts.some((text) => text.includes('"blind":true'))).toBe(true)
      for (const text of texts) {
        expect(text).not.toContain(String(call.probability))
        expect(text).not.toMatch(/"(prediction|label)":"(PLANET|FALSE POSITIVE)"/)
      }

      await page.getByRole('radio', { name: 'False positive', exact: true }).check()
      await page.getByRole('button', { name: 'Send the verdict' }).click()
      await page.getByText('You said, before the call was shown').waitFor()
      const after = await page.getByRole('main').innerText()
      expect(after).toContain(call.probability.toFixed(3))
      expect(after).toMatch(
        call.prediction === 'FALSE POSITIVE' ? /You and the model agree/ : /You and the model differ/,
      )

      // what is said anew is a second event, after the call was seen
      await page.keyboard.press('z')
      await page.getByText(/That stays in the record/).waitFor()
      await page.keyboard.press('u')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
      await page.getByRole('link', { name: 'Your verdicts', exact: true }).click()
      await page.getByRole('checkbox', { name: 'Also those that were said anew' }).check()
      const past = page.getByRole('list', { name: 'Your verdicts' }).getByRole('listitem')
      await expect.poll(() => past.count()).toBe(2)
      const [anew = '', first = ''] = await past.allInnerTexts()
      expect(anew).toMatch(/Unsure[\s\S]*after seeing the call/)
      expect(first).toMatch(/False positive[\s\S]*blind[\s\S]*said anew since/)
    },
  )
})
