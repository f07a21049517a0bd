import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { logIn, newPerson, openAs } from './people.ts'

/** Shorter than the page waits for what another tab was given. */
const ON_THE_WAY_MS = 300

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

  it('a page that is loaded again before it was answered is still logged in', async () => {
    const slow = await startSlowRefresh(inject('baseUrl'))
    try {
      const page = await openAs(open, await newPerson(), `${slow.url}/account`)
      const asked = page.waitForRequest((request) => request.url().endsWith('/auth/refresh'))
      // the next load breaks this one off, whose token is used up by then
      page.reload().catch(() => undefined)
      await asked
      await slow.answered()
      await page.reload()
      await page.getByRole('heading', { name: 'Who you are' }).waitFor()
    } finally {
      await slow.stop()
    }
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

/** The server, whose answers to `/auth/refresh` are long on their way. */
async function startSlowRefresh(behind: string) {
  let tell: () => void = () => undefined
  const answered = new Promise<void>((resolve) => (tell = resolve))
  const proxy = createServer((asked, answer) => {
    const { method, headers, url = '/' } = asked
    const onwards = request(new URL(url, behind), { method, headers }, (answeredWith) => {
      const isRefresh = url === '/auth/refresh'
      if (isRefresh) tell()
      setTimeout(
        () => {
          answer.writeHead(answeredWith.statusCode ?? 502, answeredWith.headers)
          answeredWith.pipe(answer)
        },
        isRefresh ? ON_THE_WAY_MS : 0,
      )
    })
    asked.pipe(onwards)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    /** once the server has answered the first, which the browser does not know yet */
    answered: () => answered,
    async stop() {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
