import { expect, inject, it } from 'vitest'
import { describeInBrowser, KOI_CSV } from './browser.ts'
import { logIn, newPerson, openAs } from './people.ts'

const refusal = (status: number, code: string, title: string, seconds: number) => ({
  status,
  headers: { 'retry-after': String(seconds), 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: `/problems/${code}`, title, status, detail: 'Come back later.', code }),
})

describeInBrowser('a refusal is explained, with what can be done', (open) => {
  it('a wrong password and an unknown address are told in the same words, and what was typed stays', async () => {
    const person = await newPerson()
    const page = await open('/login')
    const words = async (email: string) => {
      await logIn(page, { email, password: 'not the right one' })
      const alert = page.getByRole('alert')
      await alert.waitFor()
      return (await alert.innerText()).replace(/Request .*/, '')
    }
    const wrong = await words(person.email)
    expect(await page.getByLabel('E-mail').inputValue()).toBe(person.email)
    await page.reload()
    expect(await words('nobody@example.org')).toBe(wrong)
  })

  it('who guesses too often is told how many seconds to wait', async () => {
    const person = await newPerson()
    const page = await open('/login')
    const alert = page.getByRole('alert')
    for (let guess = 0; guess < 12; guess += 1) {
      const answered = page.waitForResponse('**/api/auth/login')
      await logIn(page, { ...person, password: `guess number ${guess} of them` })
      if ((await answered).status() === 429) break
    }
    await alert.getByText(/Try again in [\d,]+ seconds?\./).waitFor()
  })

  it.each([
    [429, 'too_many', 'Too many requests'],
    [503, 'unavailable', 'Not available at the moment'],
  ])(
    'a %i says when to try again, counts the seconds down, and the table stays chosen',
    async (status, code, title) => {
      const page = await open('/')
      await page.route('**/api/predict', (route) => route.fulfill(refusal(status, code, title, 2)))
      await page.getByLabel('Table file').setInputFiles(KOI_CSV)
      await page.getByRole('button', { name: 'Score the table' }).click()
      const alert = page.getByRole('alert')
      await alert.getByText(title).waitFor()
      await alert.getByText(/Try again in [12] seconds?\./).waitFor()
      await alert.getByText('You can try again now.').waitFor()
      expect(await page.getByRole('button', { name: 'Score the table' }).isEnabled()).toBe(true)
    },
  )

  it('a refresh that the server has no time for ends no log-in', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    await page.route('**/auth/refresh', (route) => route.fulfill(refusal(503, 'unavailable', 'Not available', 3)))
    await page.reload()
    await page.getByRole('banner').getByRole('link', { name: 'Log in' }).waitFor()
    await page.unroute('**/auth/refresh')
    await page.reload()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
  })

  it('a log-out that did not reach the server is not claimed', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    await page.route('**/api/auth/logout', (route) => route.abort())
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('alert').getByText('You are still logged in.').waitFor()
  })

  it('the way back after a log-in leads to this page and to no other', async () => {
    const page = await open('/login?to=%2F%2Fexample.com%2F')
    await logIn(page, await newPerson())
    await page.getByRole('heading', { name: 'Planet, or false positive?' }).waitFor()
    expect(new URL(page.url()).origin).toBe(inject('baseUrl'))
  })
})
