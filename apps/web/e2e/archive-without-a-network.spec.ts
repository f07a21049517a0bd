import { expect, it } from 'vitest'
import { describeInBrowser, KOI_CSV } from './browser.ts'

describeInBrowser('without a network the archive’s table is not there, and the page says so', (open) => {
  it('names the archive and what to do, and leaves the chosen table as it was', async () => {
    const page = await open('/')
    await page.getByLabel('Table file').setInputFiles(KOI_CSV)
    await page.getByRole('button', { name: /Fetch the live KOI table/ }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/NASA Exoplanet Archive/)
    expect(await page.getByText('Chosen:').locator('..').innerText()).toContain('koi.csv')
    expect(await page.getByRole('button', { name: 'Score the table' }).isEnabled()).toBe(true)
  })
})
