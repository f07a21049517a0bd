import { expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { logIn, newPerson, openAs } from './people.ts'

describeInBrowser('a log-in lasts over reloads and tabs, and ends in all of them at once', (open) => {
  it('a reload and another tab are logged in; a log-out in one is a log-out in the other', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    await page.reload()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    const second = await page.context().newPage()
    await second.goto(page.url())
    await second.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.reload()
    await Promise.all([page, second].map((tab) => tab.getByRole('heading', { name: 'Who you are' }).waitFor()))
    await second.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  })

  it('a log-in in one tab is a log-in in the other', async () => {
    const person = await newPerson()
    const page = await open('/account')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    const second = await page.context().newPage()
    await second.goto(page.url())
    await logIn(second, person)
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
  })

  it('no script can find a token in storage or cookies', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    )
    expect(kept).toBe('[{"vouch-logged-in":"yes"},{},""]')
    const cookies = await page.context().cookies()
    expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
      { httpOnly: true, sameSite: 'Strict' },
    ])
  })

  it('when the token has ended, one refresh serves every call that waits, and nothing is lost on the screen', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    await page.getByText('There are none yet.').waitFor()
    const stale: string[] = []
    let refreshes = 0
    page.on('request', (request) => (refreshes += request.url().endsWith('/auth/refresh') ? 1 : 0))
    // the server takes no token that was given before now
    await page.route('**/trpc/**', async (route) => {
      const token = route.request().headers()['authorization'] ?? ''
      if (stale.length === 0) stale.push(token)
      if (!stale.includes(token)) return route.continue()
      const calls = new URL(route.request().url()).pathname.split(',').length
      const error = { message: 'over', code: -32001, data: { code: 'UNAUTHORIZED', httpStatus: 401 } }
      return route.fulfill({ status: 401, json: Array.from({ length: calls }, () => ({ error })) })
    })
    await page.getByRole('link', { name: 'Predictions' }).click()
    await page.getByText('There are none yet.').waitFor()
    await page.getByRole('link', { name: 'Jobs' }).click()
    await page.getByText('There are none.').waitFor()
    expect(refreshes).toBe(1)
  })

  it('a reader without an account is asked nothing, and asks the server nothing of it', async () => {
    const page = await open('/models')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByRole('link', { name: 'Score' }).click()
    await page.getByRole('heading', { name: 'Planet, or false positive?' }).waitFor()
    await page.reload()
    await page.getByRole('radio').first().waitFor()
    expect(asked.filter((url) => /auth|account/.test(new URL(url).pathname.replace('/assets/', '')))).toEqual([])
  })
})
