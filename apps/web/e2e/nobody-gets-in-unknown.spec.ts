import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser, KOI_CSV, scoreFile } from './browser.ts'
import { logIn } from './people.ts'
import { startServer, type ServerUnderTest } from './start-server.ts'

const OWNER = { email: 'owner@example.org', password: 'a kettle beside the window' }

describeInBrowser('where an account is required, nobody gets in unknown', (open) => {
  let server: ServerUnderTest
  beforeAll(async () => {
    if (inject('chromium') !== null) server = await startServer({ AUTH: 'required' })
  })
  afterAll(() => server.stop())
  const at = (path: string) => new URL(path, server.baseUrl).href

  it('the printed link makes the first admin, once', async () => {
    const page = await open(at(server.setupPath))
    await page.getByLabel('E-mail').fill(OWNER.email)
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await page.getByRole('button', { name: 'Make the admin' }).click()
    await page.getByRole('heading', { name: 'Accounts' }).waitFor()
    const again = await open(at(server.setupPath))
    await again.getByLabel('E-mail').fill('second@example.org')
    await again.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await again.getByRole('button', { name: 'Make the admin' }).click()
    await again.getByRole('alert').waitFor()
    expect(await again.getByRole('alert').innerText()).toMatch(/does not hold/)
  })

  it.each(['/', '/models', '/predictions/prd_00000000000000000000000000', '/jobs'])(
    'at %s the page shows the log-in first',
    async (path) => {
      const page = await open(at(path))
      await page.getByRole('heading', { name: 'Log in' }).waitFor()
      expect(await page.getByLabel('Table file').count()).toBe(0)
      expect(page.url()).toBe(at(path))
    },
  )

  it('after the log-in what lay there is there, and works', async () => {
    const page = await open(at('/'))
    await logIn(page, OWNER)
    await page.getByRole('radio').first().waitFor()
    await scoreFile(page, KOI_CSV)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  })
})
