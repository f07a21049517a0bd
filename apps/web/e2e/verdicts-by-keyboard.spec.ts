import { ReviewPage } from '@vouch/contracts/review'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { type Judge, type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'

describeInBrowser('calls are judged by keys alone', (open) => {
  let judging: Judging
  beforeAll(async () => {
    if (inject('chromium') === null) return
    judging = await startJudging()
    await judging.setPolicy({ blind_share: 0, double_share: 0 })
  })
  afterAll(() => judging?.stop())

  const offered = async (rows: number): Promise<Judge> => {
    const owner = await judging.member('owner')
    const expert = await judging.expert('expert')
    const { id, calls } = await judging.predict(owner)
    await judging.offer(
      owner,
      id,
      calls.slice(0, rows).map(({ row }) => row),
    )
    return expert
  }
  const saidBy = async ({ token }: Judge) =>
    ReviewPage.parse(await judging.ask('GET', '/api/reviews?expert=me', { token })).reviews.toReversed()

  it('accept, correct, reject for a reason, unsure with a note, and on to the next each time', async () => {
    const expert = await offered(5)
    const page = await openAs(open, expert, judging.at('/review/exoplanet'))
    const send = page.getByRole('button', { name: 'Send the verdict' })
    const heading = page.getByRole('heading', { level: 1 })
    const next = async (keys: readonly string[]) => {
      await send.waitFor()
      const name = await heading.innerText()
      for (const key of keys) await page.keyboard.press(key)
      await page.getByRole('status').getByText(`Sent: ${name}`).waitFor()
      // the next one is there: what is pressed now is of it
      await expect.poll(() => heading.innerText()).not.toBe(name)
    }
    await next(['a', 'Enter'])
    await next(['c', 'Enter'])
    await send.waitFor()
    await page.keyboard.press('r')
    await page.keyboard.press('Enter')
    await page.getByText('A call is rejected for a reason: choose one, or write a note.').waitFor()
    await next(['4', 'Shift+Digit1', 'Enter'])
    await send.waitFor()
    await page.keyboard.press('u')
    await page.keyboard.press('n')
    await page.keyboard.type('a faint star, says nothing')
    await next(['Control+Enter'])

    const said = await saidBy(expert)
    expect(said.map(({ verdict }) => verdict)).toEqual(['accept', 'correct', 'reject', 'unsure'])
    expect(said.map(({ shown }) => shown)).toEqual(['call', 'call', 'call', 'call'])
    const [accepted, corrected, rejected, unsure] = said
    expect(accepted?.said).toBe(accepted?.call.label)
    expect(corrected?.said).not.toBe(corrected?.call.label)
    expect(rejected?.reasons).toEqual(['v_shaped', 'stellar_variability'])
    expect(unsure).toMatchObject({ said: null, note: 'a faint star, says nothing', confidence: null })
    for (const { seconds } of said) expect(seconds).toBeGreaterThanOrEqual(0)

    // reasons are noted only where they were asked for
    await page.keyboard.press('w')
    await page.getByRole('heading', { name: 'Why the model called it so' }).waitFor()
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    expect((await saidBy(expert)).at(-1)?.shown).toBe('reasons')
  })

  it('what was given back waits again, and the last verdict is said anew', async () => {
    const expert = await offered(2)
    const page = await openAs(open, expert, judging.at('/review/exoplanet'))
    const heading = page.getByRole('heading', { level: 1 })
    await page.getByRole('button', { name: 'Send the verdict' }).waitFor()
    const first = await heading.innerText()
    await page.keyboard.press('s')
    await expect.poll(() => heading.innerText()).not.toBe(first)
    await page.getByRole('button', { name: 'Send the verdict' }).waitFor()
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Sent:').waitFor()
    await expect.poll(() => heading.innerText()).toBe(first)
    await page.keyboard.press('z')
    await page.getByText(/That stays in the record/).waitFor()
    await page.keyboard.press('u')
    await page.keyboard.press('Enter')
    await page
      .getByRole('status')
      .getByText(/^Sent: .*, unsure\.$/)
      .waitFor()
    const [only] = await saidBy(expert)
    expect(only).toMatchObject({ verdict: 'unsure', corrects: expect.stringMatching(/^rev_/) })
  })

  it('a verdict whose answer was lost is sent again under its key, and counts once', async () => {
    const expert = await offered(1)
    const page = await openAs(open, expert, judging.at('/review/exoplanet'))
    await page.getByRole('button', { name: 'Send the verdict' }).waitFor()
    const keys: (string | undefined)[] = []
    await page.route('**/api/reviews', async (route) => {
      keys.push(route.request().headers()['idempotency-key'])
      if (keys.length > 1) return route.continue()
      await route.fetch()
      return route.abort()
    })
    await page.keyboard.press('a')
    await page.keyboard.press('n')
    await page.keyboard.type('a clear one')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.getByText('What you chose and wrote is still here.').waitFor()
    expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe('a clear one')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Sent:').waitFor()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    expect(await saidBy(expert)).toHaveLength(1)
  })

  it('keys are letters once they are switched off', async () => {
    const expert = await offered(1)
    const page = await openAs(open, expert, judging.at('/review/exoplanet'))
    await page.getByRole('button', { name: 'Send the verdict' }).waitFor()
    await page.getByRole('checkbox', { name: 'Keys work on this screen' }).click()
    await page.keyboard.press('a')
    expect(await page.getByRole('radio', { name: 'Accept', exact: true }).isChecked()).toBe(false)
    await page.getByRole('checkbox', { name: 'Keys work on this screen' }).click()
    await page.keyboard.press('a')
    expect(await page.getByRole('radio', { name: 'Accept', exact: true }).isChecked()).toBe(true)
  })
})
