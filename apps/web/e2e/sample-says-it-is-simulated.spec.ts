import { expect, it } from 'vitest'
import { count, describeInBrowser } from './browser.ts'

describeInBrowser('the simulated sample says that it is simulated wherever it is shown', (open) => {
  it('before it is scored, on its calls, and after a reload', async () => {
    const page = await open('/')
    await page.getByRole('button', { name: 'Simulate a survey' }).click()
    const chosen = page.getByText('Chosen:').locator('..')
    await chosen.waitFor()
    expect(await chosen.innerText()).toMatch(/simulated/i)
    await page.getByRole('button', { name: 'Score the table' }).click()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    expect(await page.locator('h1').innerText()).toContain('Simulated')
    expect(await count(page, 'planets')).toBeGreaterThan(0)
    expect(await count(page, 'false-positives')).toBeGreaterThan(0)
    await page.reload()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    expect(await page.locator('h1').innerText()).toContain('Simulated')
  })
})
