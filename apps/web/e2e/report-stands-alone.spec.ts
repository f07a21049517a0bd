import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { axeFaults } from './axe-faults.ts'
import { describeInBrowser, VIEWS } from './browser.ts'
import { chooseSignals } from './signals.ts'
import { overflow } from './usable-screens.ts'

describeInBrowser('a training’s report stands alone', (open) => {
  it('with data’s hash, configuration, leaks, figures and limits; it runs nothing and fetches nothing', async () => {
    const page = await open('/train', { colorScheme: 'dark' })
    await chooseSignals(page, 600)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('30')
    await page.getByRole('button', { name: 'Train it' }).click()
    const button = page.getByRole('button', { name: 'Save report (HTML)' })
    await button.waitFor({ timeout: 45_000 })
    const coming = page.waitForEvent('download', { timeout: 45_000 })
    await button.click()
    const file = await coming
    expect(file.suggestedFilename()).toMatch(/^trn_.*-report\.html$/)
    const text = await readFile(await file.path(), 'utf8')
    expect(text).not.toMatch(/<script|<link|<img|@import/)
    const hash = /sha256 of its bytes<\/dt>\s*<dd><code>([0-9a-f]{64})</.exec(text)
    expect(hash).not.toBeNull()

    const report = await page.context().newPage()
    const asked: string[] = []
    report.on('request', (request) => asked.push(request.url()))
    // an address that can hold it: what a file of one's own disk is to a browser
    await report.route('**/report', (route) => route.fulfill({ contentType: 'text/html', body: text }))
    await report.goto('http://localhost/report')
    for (const name of ['Data', 'Columns that may tell the answer', 'Configuration', 'What was measured', 'Figures'])
      await report.getByRole('heading', { name, exact: true }).waitFor()
    await report.getByRole('row').filter({ hasText: 'copy' }).filter({ hasText: 'refused' }).waitFor()
    await report.getByText('locked test, by group').first().waitFor()
    expect(await report.locator('figure > [role=img] > svg').count()).toBeGreaterThanOrEqual(9)
    expect(await axeFaults(report)).toEqual([])
    for (const { viewport } of VIEWS) {
      await report.setViewportSize(viewport)
      expect(await report.evaluate(overflow)).toBeLessThanOrEqual(0)
    }
    expect(asked).toEqual(['http://localhost/report'])
  })
})
