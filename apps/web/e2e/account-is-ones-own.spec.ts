import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { logIn, newPerson, openAs } from './people.ts'

const withKey = (key: string) => fetch(`${inject('baseUrl')}/api/predictions`, { headers: { 'x-api-key': key } })

describeInBrowser('an account is one’s own', (open) => {
  it('what a password needs is said beforehand and counted by length alone; who registers is logged in', async () => {
    const page = await open('/register')
    const email = `new-${Date.now()}@example.org`
    await page.getByText(/At least 15 characters/).waitFor()
    await page.getByLabel('E-mail').fill(email)
    const password = page.getByLabel('Password', { exact: true })
    const register = page.getByRole('button', { name: 'Register' })
    await password.fill('P4$$w0rd!')
    await page.getByText('9 of 15 characters').waitFor()
    expect(await register.isDisabled()).toBe(true)
    await password.fill('only small letters')
    await page.getByText('18 characters: long enough.').waitFor()
    await page.getByRole('checkbox', { name: /astronomer/ }).click()
    await register.click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    expect(await page.locator('#grants').innerText()).toMatch(/Expert of Exoplanets\s+asked for, not yet given/)
  })

  it('a password that many people use is refused with the reason', async () => {
    const page = await open('/register')
    await page.getByLabel('E-mail').fill(`common-${Date.now()}@example.org`)
    await page.getByLabel('Password', { exact: true }).fill('passwordpassword')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/password/i)
    expect(page.url()).toContain('/register')
  })

  it('a name is text and nothing else, and does not turn what stands beside it', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    const name = '<img src=x onerror=alert(1)> \u202Egnihton'
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: 'Save the name' }).click()
    const shown = page.getByRole('banner').locator('bdi')
    await expect.poll(() => shown.textContent()).toBe(name)
    expect(await page.locator('img').count()).toBe(0)
  })

  it('a key is shown once, works until it is revoked, and can be copied', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    await page.getByLabel('What it is for').fill('telescope')
    await page.getByRole('button', { name: 'Make the key' }).click()
    const key = await page.getByLabel('The new key').inputValue()
    expect((await withKey(key)).status).toBe(200)
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText(/^(Copied|Marked)/).waitFor()
    await page.reload()
    await page.getByRole('list', { name: 'API keys' }).getByText('telescope').waitFor()
    expect(await page.content()).not.toContain(key)
    await page.getByRole('button', { name: 'Revoke telescope' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke it' }).click()
    await page.getByText('There are none yet.').waitFor()
    expect((await withKey(key)).status).toBe(401)
  })

  it('the log-ins are listed, and one elsewhere can be ended from here', async () => {
    const person = await newPerson()
    const [elsewhere, here] = [await openAs(open, person, '/account'), await openAs(open, person, '/account')]
    const lines = here.getByRole('list', { name: 'Log-ins' }).getByRole('listitem')
    await expect.poll(() => lines.count()).toBe(2)
    expect(await lines.nth(0).innerText()).toMatch(/this one/)
    expect(await lines.nth(0).getByRole('button').count()).toBe(0)
    await lines.nth(1).getByRole('button', { name: /^End/ }).click()
    await here.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click()
    await expect.poll(() => lines.count()).toBe(1)
    await elsewhere.reload()
    await elsewhere.getByRole('button', { name: 'Log in' }).waitFor()
    await here.reload()
    await here.getByRole('heading', { name: 'Your account' }).waitFor()
  })

  it('a new password ends the log-ins elsewhere, and not this one', async () => {
    const person = await newPerson()
    const [here, elsewhere] = [await openAs(open, person, '/account'), await openAs(open, person, '/account')]
    await here.getByLabel('Present password', { exact: true }).fill(person.password)
    const password = 'nine small boats at anchor'
    await here.getByLabel('New password', { exact: true }).fill(password)
    await here.getByRole('button', { name: 'Change the password' }).click()
    await here.getByText('The password is changed').waitFor()
    await here.reload()
    await here.getByRole('heading', { name: 'Your account' }).waitFor()
    await elsewhere.reload()
    await logIn(elsewhere, { ...person, password })
    await elsewhere.getByRole('heading', { name: 'Your account' }).waitFor()
  })

  it('a deleted account is gone: nobody logs in with it', async () => {
    const person = await newPerson()
    const page = await openAs(open, person, '/account')
    await page.getByLabel('Your password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Delete the account' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: 'Delete it' }).click()
    await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click()
    await logIn(page, person)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/not right/)
  })
})
