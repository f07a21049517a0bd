import { expect, inject, it } from 'vitest'
import { count, describeInBrowser, fixtureRows, KOI_CSV, openResult, scoreFile } from './browser.ts'

describeInBrowser('a KOI table goes in, calls come out', (open) => {
  it('every row of the table is called or not assessed with a reason', async () => {
    const rows = await fixtureRows()
    const page = await open('/')
    await scoreFile(page, KOI_CSV)
    const called = (await count(page, 'planets')) + (await count(page, 'false-positives'))
    expect(called + (await count(page, 'not-assessed'))).toBe(rows.length)
    expect(await count(page, 'not-assessed')).toBe(1)
    await page.locator('#not-assessed summary').click()
    expect(await page.locator('#not-assessed').innerText()).toContain('K99999.01')
  })

  it('the mapping report says which column became which quantity in which unit', async () => {
    const page = await open('/')
    await scoreFile(page, KOI_CSV)
    const report = page.locator('#mapping')
    expect(await report.innerText()).toContain('Kepler')
    const period = report.locator('tr', { has: page.getByText('koi_period', { exact: true }) })
    const cells = await period.locator('td').allInnerTexts()
    expect(cells[2]).toMatch(/^d/)
    expect(cells[4]).toBe('32 of 33')
    expect(cells[5]).toBe('0')
  })

  it('the calls shown are the calls the server stored, name by name', async () => {
    const page = await open('/')
    const id = await scoreFile(page, KOI_CSV)
    const answer = await fetch(`${inject('baseUrl')}/api/predictions/${id}/download?format=ndjson`)
    const stored = (await answer.text())
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    await page.getByRole('columnheader', { name: 'Row' }).getByRole('button').click()
    const shown = await page
      .locator('[role=row][data-index]')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].slice(1, 3).map((cell) => cell.textContent)),
      )
    expect(shown.length).toBeGreaterThan(10)
    for (const [index, [name, call]] of shown.entries()) {
      expect(stored[index]).toMatchObject({ id: name, prediction: call === 'Planet' ? 'PLANET' : 'FALSE POSITIVE' })
    }
  })

  it('the result has an address of its own: a reload brings the same back', async () => {
    const page = await open('/')
    await scoreFile(page, KOI_CSV)
    const before = [await count(page, 'planets'), await count(page, 'false-positives')]
    await page.reload()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    expect([await count(page, 'planets'), await count(page, 'false-positives')]).toEqual(before)
    expect(await page.locator('h1').innerText()).toContain('33 rows')
  })

  it('the table is filtered by name and by call, and sorted by a column', async () => {
    const page = await openResult(open)
    await page.getByLabel('Call', { exact: true }).selectOption('Planets')
    await page.getByText(`${await count(page, 'planets')} of 32 calls`).waitFor()
    const probability = page.getByRole('columnheader', { name: 'Probability' })
    await probability.getByRole('button').click()
    expect(await probability.getAttribute('aria-sort')).toBe('descending')
    await page.getByLabel('Call', { exact: true }).selectOption('All calls')
    const name = (await fixtureRows())[0]?.split(',')[1] ?? ''
    await page.getByLabel('Name contains').fill(name.toLowerCase())
    await page.getByText('1 of 32 calls').waitFor()
  })
})
