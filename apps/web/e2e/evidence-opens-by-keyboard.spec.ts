import { expect, it } from 'vitest'
import { describeInBrowser, openResult } from './browser.ts'

describeInBrowser('a row’s evidence opens by keyboard', (open) => {
  it('arrows reach a row, Enter opens its evidence, Escape gives the focus back to the row', async () => {
    const page = await openResult(open)
    await page.locator('[role=row][tabindex="0"]').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const name = await page.locator('[role=row]:focus bdi').innerText()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name })
    await panel.locator('ol > li').first().waitFor()
    // the first reasons of a server wait for a thread that opens the model
    await panel.getByRole('heading', { name: 'Why the model called it so' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await expect.poll(() => page.locator('[role=row]:focus bdi').innerText()).toBe(name)
  })

  it('every input stands beside the training planets and false positives, the weightiest first, in words too', async () => {
    const page = await openResult(open)
    await page.locator('[role=row][data-index="0"]').click()
    const items = page.getByRole('list', { name: 'Where the row lies' }).getByRole('listitem')
    await items.first().waitFor()
    const words = await items.allInnerTexts()
    expect(words.length).toBeGreaterThan(5)
    for (const text of words) expect(text).toMatch(/At or above .* of training|Missing in this row|No training row/)
    expect(words.some((text) => /of training planets and .* of training false positives/.test(text))).toBe(true)
    expect(await items.first().locator('svg line').count()).toBeGreaterThanOrEqual(2)
  })

  it('says what each input adds to the call, and what would be if one were another', async () => {
    const page = await openResult(open)
    await page.locator('[role=row][data-index="0"]').click()
    const why = page.getByRole('region', { name: 'Why the model' })
    const reasons = why.getByRole('list', { name: 'What each input adds' }).getByRole('listitem')
    await reasons.first().waitFor()
    expect(await reasons.count()).toBe(8)
    for (const text of await reasons.allInnerTexts()) expect(text).toMatch(/[+−]\d+\.\d\d/)
    const before = await why.getByRole('status').innerText()
    await why.getByLabel('Value', { exact: true }).selectOption('impact')
    await why.getByLabel(/^Instead of/).fill('1.4')
    await why.getByRole('button', { name: 'Ask' }).click()
    await why.getByText('Changed: impact = 1.4').waitFor()
    await expect.poll(() => why.getByRole('status').innerText()).toMatch(/as the row is/)
    expect(await why.getByRole('status').innerText()).not.toBe(before)
    await why.getByRole('button', { name: 'As the row is' }).click()
    await expect.poll(() => why.getByRole('status').innerText()).toBe(before)
  })

  it('the open row is in the address, and Back closes it', async () => {
    const page = await openResult(open)
    await page.locator('[role=row][data-index="0"]').click()
    await page.getByRole('dialog').waitFor()
    expect(page.url()).toContain('row=0')
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
})
