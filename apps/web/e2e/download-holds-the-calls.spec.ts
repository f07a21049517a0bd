import type { Page } from 'playwright-core'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { count, describeInBrowser, fixtureRows, openResult } from './browser.ts'

describeInBrowser('a download holds the calls that are shown', (open) => {
  it.each(['CSV', 'NDJSON'])('the %s file has a line for every row, with the calls as counted', async (format) => {
    const rows = await fixtureRows()
    const page = await openResult(open)
    const planets = await count(page, 'planets')
    const lines = (await downloaded(page, format)).toString('utf8').trim().split(/\r?\n/)
    expect(lines).toHaveLength(format === 'CSV' ? rows.length + 1 : rows.length)
    expect(lines.filter((line) => /\bPLANET\b/.test(line))).toHaveLength(planets)
    for (const row of rows) {
      const name = row.split(',')[1] ?? ''
      expect(lines.filter((line) => line.includes(name))).toHaveLength(1)
    }
  })

  it('the Parquet file begins and ends as Parquet does', async () => {
    const page = await openResult(open)
    const bytes = await downloaded(page, 'Parquet')
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1')
    expect(bytes.subarray(-4).toString()).toBe('PAR1')
  })
})

async function downloaded(page: Page, format: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Download all calls as ${format}` }).click(),
  ])
  return readFile(await download.path())
}
