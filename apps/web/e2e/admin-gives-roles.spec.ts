import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { logIn, newPerson, openAs } from './people.ts'

const ASK = [{ domain: 'exoplanet', role: 'expert' }]

describeInBrowser('an admin gives roles, and all of it stands in the audit trail', (open) => {
  it('a role that is asked for is given, and its owner sees it', async () => {
    const person = await newPerson({ name: 'Dr. Amara Ives', ask: ASK })
    const admin = await openAs(open, inject('admin'), '/accounts')
    await admin.getByRole('checkbox', { name: 'Only those who ask for a role' }).click()
    await admin.getByRole('button', { name: 'Give Dr. Amara Ives: Expert of Exoplanets' }).click()
    await admin.getByText('Dr. Amara Ives').waitFor({ state: 'detached' })
    const page = await openAs(open, person, '/account')
    await page.locator('#grants').getByText('Expert of Exoplanets').waitFor()
    expect(await page.locator('#grants').innerText()).not.toContain('asked for')
  })

  it('a role that is asked for is refused, and one that was given is taken away', async () => {
    await newPerson({ name: 'Refused Reader', ask: ASK })
    const admin = await openAs(open, inject('admin'), '/accounts')
    await admin.getByRole('button', { name: 'Refuse Refused Reader: Expert of Exoplanets' }).click()
    const roles = admin.getByRole('list', { name: 'Roles of Refused Reader' })
    await roles.getByText('Member, and nothing else asked for.').waitFor()
    const line = admin.getByRole('listitem').filter({ has: roles })
    await line.getByLabel('Another role').selectOption('Expert of Exoplanets')
    await line.getByRole('button', { name: 'Give Refused Reader the chosen role' }).click()
    await line.getByRole('button', { name: 'Take from Refused Reader: Expert of Exoplanets' }).click()
    await roles.getByText('Member, and nothing else asked for.').waitFor()
  })

  it('an account is found by part of its name', async () => {
    await newPerson({ name: 'Ólafur Arnalds' })
    const admin = await openAs(open, inject('admin'), '/accounts')
    const names = admin.getByRole('list', { name: 'Accounts' }).getByRole('heading', { level: 2 })
    await expect.poll(() => names.count()).toBeGreaterThan(1)
    await admin.getByLabel('Name, address or id').fill('arnald')
    await admin.getByRole('button', { name: 'Find' }).click()
    await expect.poll(() => names.allInnerTexts()).toEqual(['Ólafur Arnalds'])
    await admin.getByLabel('Name, address or id').fill('nobody is called this')
    await admin.getByRole('button', { name: 'Find' }).click()
    await admin.getByText('No account is called that.').waitFor()
  })

  it('a disabled account is logged out and cannot log in until it is enabled', async () => {
    const person = await newPerson({ name: 'Idle Reader' })
    const page = await openAs(open, person, '/account')
    const admin = await openAs(open, inject('admin'), '/accounts')
    await admin.getByRole('button', { name: 'Disable Idle Reader' }).click()
    await admin.getByRole('alertdialog').getByRole('button', { name: 'Disable it' }).click()
    await admin.getByRole('button', { name: 'Enable Idle Reader' }).waitFor()
    await page.getByRole('link', { name: 'Predictions' }).click()
    await page.getByText('Your log-in has ended').waitFor()
    await logIn(page, person)
    await page
      .getByRole('alert')
      .getByText(/disabled/)
      .waitFor()
    await admin.getByRole('button', { name: 'Enable Idle Reader' }).click()
    await admin.getByRole('button', { name: 'Disable Idle Reader' }).waitFor()
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: 'Your predictions' }).waitFor()
  })

  it('the trail is filtered by what was done, and whose reading it is stands in it', async () => {
    const admin = await openAs(open, inject('admin'), '/audit')
    await admin.getByLabel('Did').fill('audit.list')
    await admin.getByRole('button', { name: 'Filter' }).click()
    const acts = admin.getByRole('table').locator('tbody tr td:nth-child(4)')
    await expect.poll(async () => new Set(await acts.allInnerTexts())).toEqual(new Set(['audit.list']))
    await admin.getByLabel('Did').fill('no.such.act')
    await admin.getByRole('button', { name: 'Filter' }).click()
    await admin.getByText('No entry passes this filter.').waitFor()
    await admin.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(async () => new Set(await acts.allInnerTexts()).size).toBeGreaterThan(1)
  })

  it('who is no admin finds no way there, and is told why when he goes by the address', async () => {
    const page = await openAs(open, await newPerson(), '/account')
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
      'Score',
      'Light curve',
      'Skin',
      'Coding',
      'Predictions',
      'Jobs',
      'Clinic',
      'Models',
      'Train',
      'API',
    ])
    for (const path of ['/accounts', '/audit']) {
      await page.goto(new URL(path, page.url()).href)
      await page.getByRole('alert').getByText('This needs the role of an admin.').waitFor()
    }
  })
})
