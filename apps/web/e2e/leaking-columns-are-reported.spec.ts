import { readFile } from 'node:fs/promises'
import { expect, inject, it } from 'vitest'
import { describeInBrowser, KOI_CSV, scoreFile } from './browser.ts'

const LEAKING = ['koi_pdisposition', 'koi_score', 'koi_fpflag_nt', 'kepler_name']

describeInBrowser('columns that would tell the answer are reported and never used', (open) => {
  it('each is named above the calls, and with a reason in the mapping report', async () => {
    const page = await open('/')
    await scoreFile(page, KOI_CSV)
    const above = await page.locator('h1 ~ [role=note]').innerText()
    const report = page.locator('#mapping [role=note]').filter({ hasText: 'seen, never used' })
    for (const column of LEAKING) {
      expect(above).toContain(column)
      expect(await report.locator('li', { hasText: column }).first().innerText()).toMatch(/ – .{8}/)
    }
    const used = await page.locator('#mapping table').first().innerText()
    for (const column of LEAKING) expect(used).not.toContain(column)
  })

  it('turning their values round changes no probability', async () => {
    const text = await readFile(KOI_CSV, 'utf8')
    const turned = text
      .replaceAll('FALSE POSITIVE', '#')
      .replaceAll('CONFIRMED', 'FALSE POSITIVE')
      .replaceAll('CANDIDATE', 'FALSE POSITIVE')
      .replaceAll(',#', ',CONFIRMED')
    expect(turned).not.toBe(text)
    const page = await open('/')
    const first = await scoreFile(page, KOI_CSV)
    await page.goto(inject('baseUrl'))
    const second = await scoreFile(page, { name: 'turned.csv', body: turned })
    expect(await download(second)).toBe(await download(first))
  })
})

async function download(id: string): Promise<string> {
  const answer = await fetch(`${inject('baseUrl')}/api/predictions/${id}/download?format=csv`)
  expect(answer.status).toBe(200)
  return answer.text()
}
