import { expect, it } from 'vitest'
import { axeFaults } from './axe-faults.ts'
import { describeInBrowser } from './browser.ts'

describeInBrowser('a page that not every reader can use', (open) => {
  it('is found out, by what is wrong and where', async () => {
    const page = await open('/login')
    await page.getByRole('button', { name: 'Log in', exact: true }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.evaluate(() => {
      document.querySelector('main h1')?.setAttribute('style', 'color: #bbb; background: #ccc')
      document.querySelectorAll('main label').forEach((label) => label.remove())
    })
    const faults = await axeFaults(page)
    expect(faults).toEqual([expect.stringMatching(/^color-contrast: .*<h1/), expect.stringMatching(/^label: .*<input/)])
    expect(await axeFaults(page, { rules: ['color-contrast'] })).toEqual([
      expect.stringMatching(/^color-contrast: .*<h1/),
    ])
  })
})
