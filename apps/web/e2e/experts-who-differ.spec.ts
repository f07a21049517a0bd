import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { type Judge, type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'

describeInBrowser('experts who differ are settled by another, and their agreement is measured', (open) => {
  let judging: Judging
  beforeAll(async () => {
    if (inject('chromium') === null) return
    judging = await startJudging()
    await judging.setPolicy({ blind_share: 0, double_share: 1 })
  })
  afterAll(() => judging?.stop())

  it('two differ, a third has the last word, and the figures say of how many calls kappa is', async () => {
    const owner = await judging.member('owner')
    const { id, calls } = await judging.predict(owner)
    await judging.offer(
      owner,
      id,
      calls.slice(0, 2).map(({ row }) => row),
    )
    const judge = async (who: Judge, verdicts: readonly string[]) => {
      const page = await openAs(open, who, judging.at('/review/exoplanet'))
      for (const verdict of verdicts) {
        await page.getByRole('button', { name: 'Send the verdict' }).waitFor()
        const name = await page.getByRole('heading', { level: 1 }).innerText()
        await page.keyboard.press(verdict)
        await page.keyboard.press('Enter')
        await page.getByRole('status').getByText(`Sent: ${name}`).waitFor()
      }
    }
    const [anna, bert, carl] = [
      await judging.expert('anna'),
      await judging.expert('bert'),
      await judging.expert('carl'),
    ]
    await judge(anna, ['a', 'a'])
    await judge(bert, ['a', 'c'])

    // who judged it does not settle it
    const annas = await openAs(open, anna, judging.at('/review/exoplanet/disagreements'))
    await annas.getByRole('heading', { name: 'Nothing to settle' }).waitFor()

    const page = await openAs(open, carl, judging.at('/review'))
    await page.getByRole('link', { name: 'Settle disagreements (1) of Exoplanets' }).click()
    const verdicts = page.getByRole('region', { name: 'What experts said of it' })
    await verdicts.getByText('Expert 2').waitFor()
    expect(await verdicts.innerText()).not.toContain('acc_')
    await page.keyboard.press('c')
    await page.keyboard.press('Enter')
    await page.getByText(/^Settled: /).waitFor()
    await page.getByRole('heading', { name: 'Nothing to settle' }).waitFor()

    // who has judged the call reads what the others said of it, by no id, and what stands in the address is found again
    await annas.goto(judging.at('/review/exoplanet/past'))
    const past = annas.getByRole('list', { name: /^(Your v|V)erdicts$/ }).getByRole('listitem')
    await expect.poll(() => past.count()).toBe(2)
    await annas.getByLabel('Whose verdicts').selectOption('all that you may read')
    await expect.poll(() => past.count()).toBe(5)
    await annas
      .getByRole('link', { name: /^Only of this submission/ })
      .first()
      .click()
    await annas.getByText('Only of submission …', { exact: false }).waitFor()
    await annas.reload()
    await expect.poll(() => past.count()).toBe(5)
    const others = past.filter({ hasText: 'by another expert' })
    expect(await others.count()).toBe(3)
    expect(await others.getByRole('button', { name: /^Say it anew/ }).count()).toBe(0)
    expect(await annas.getByRole('main').innerText()).not.toContain('acc_')

    await page.goto(judging.at('/review/exoplanet/figures'))
    const between = page.getByRole('region', { name: 'Between experts', exact: true }).getByRole('table')
    const kappa = between.getByRole('row').filter({ hasText: 'Cohen’s kappa' }).first()
    await kappa.waitFor()
    const cells = await kappa.getByRole('cell').allInnerTexts()
    expect(cells[3]).toBe('2')
    expect(cells.at(-1)).toMatch(/expert 1 and expert 2, who agree on 0\.500/)
    expect(await between.innerText()).not.toContain('acc_')
    for (const name of [
      'Accuracy: calls against outcomes',
      'Skill: verdicts against outcomes',
      'Agreement: calls against verdicts',
    ])
      await page.getByRole('heading', { name, exact: true }).waitFor()
    await page.getByText('Agreement is not accuracy', { exact: true }).waitFor()
    // no outcome is known: what was not measured is not nought
    const accuracy = page.locator('#accuracy').getByRole('row').nth(1)
    expect(await accuracy.innerText()).toContain('not measured')
  })

  it('an outcome is noted beside the call, and then accuracy has an n', async () => {
    const owner = await judging.expert('owner')
    const { id, calls } = await judging.predict(owner)
    const [call] = calls
    const page = await openAs(open, owner, judging.at('/predictions'))
    await page.goto(judging.at(`/predictions/${id}?row=${call?.row}`))
    const panel = page.getByRole('dialog')
    await panel.getByText('No outcome is known.').waitFor()
    await panel.getByText('Note what it came to').click()
    await panel.getByLabel('What it was').selectOption('PLANET')
    await panel.getByLabel('Known from').selectOption('archive')
    await panel.getByLabel('Found on').fill('2024-05-17')
    await panel.getByLabel('Which archive, which test').fill('NASA Exoplanet Archive')
    await panel.getByRole('button', { name: 'Note the outcome' }).click()
    await panel.getByText(/It was: planet/).waitFor()
    await page.goto(judging.at('/review/exoplanet/figures'))
    const right = page.locator('#accuracy').getByRole('row').filter({ hasText: 'all that were judged' }).first()
    await right.waitFor()
    expect((await right.getByRole('cell').allInnerTexts())[3]).toBe('1')
  })
})
