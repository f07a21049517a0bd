import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { callPatient, newDoctor, newPatient, send, setBlindShare } from './clinic.ts'
import { newPerson, openAs } from './people.ts'

/** What a row of a block of figures says: value and n. */
async function figure(page: Page, block: string, name: string): Promise<{ value: string; n: string }> {
  const region = page.getByRole('region', { name: block, exact: true }).first()
  const cells = region.getByRole('row').filter({ hasText: name }).first().getByRole('cell')
  await cells.first().waitFor()
  const [, , value = '', , n = ''] = await cells.allInnerTexts()
  return { value, n }
}

describeInBrowser('a doctor judges the calls of his patients', (open) => {
  it('asks for the role, is told to wait for it, and works once an admin has given it', async () => {
    const page = await openAs(open, await newPerson(), '/clinic')
    await page.getByLabel('Your name as a doctor', { exact: true }).fill('Dr. Runa Falk')
    await page.getByRole('button', { name: 'Ask for the role', exact: true }).click()
    await page.getByText('You have asked for the role of a doctor', { exact: true }).waitFor()
    await page.goto(new URL('/clinic/worklist', page.url()).href)
    await page.getByText('This is for doctors', { exact: true }).waitFor()
    const admin = await openAs(open, inject('admin'), '/clinic')
    await admin.getByRole('button', { name: 'Give Dr. Runa Falk the role of a doctor', exact: true }).click()
    await admin
      .getByRole('button', { name: 'Give Dr. Runa Falk the role of a doctor', exact: true })
      .waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('No call of your patients waits for you.', { exact: true }).waitFor()
  })

  it('approves by keyboard, corrects it later, records a diagnosis, and agreement and accuracy stay two figures', async () => {
    const doctor = await newDoctor('Dr. Tove Lind')
    const page = await openAs(open, doctor, '/clinic/worklist')
    await page.getByText('A new patient', { exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('Anders Holm')
    await page.getByLabel('Age (needed for a call)', { exact: true }).fill('64')
    await page.getByLabel('Sex (needed for a call)', { exact: true }).selectOption('male')
    await page.getByLabel('Chest pain (needed for a call)', { exact: true }).selectOption('asymptomatic')
    await page.getByLabel('ST depression brought on by exercise', { exact: true }).fill('2.6')
    await page.getByLabel('Angina brought on by exercise', { exact: true }).selectOption('yes')
    await page.getByRole('button', { name: 'Begin the record', exact: true }).click()
    await page.getByRole('heading', { name: 'Anders Holm', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Ask the model for a call', exact: true }).click()
    const called = page.getByRole('article')
    await called.getByText('Disease', { exact: true }).waitFor()
    await called
      .getByRole('list', { name: 'What each input adds' })
      .getByText('asymptomatic', { exact: true })
      .waitFor()

    await page.getByRole('navigation', { name: 'Clinic' }).getByRole('link', { name: 'Worklist', exact: true }).click()
    const card = page.getByRole('region', { name: 'Call of Anders Holm', exact: true })
    await expect.poll(() => card.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('a')
    expect(await card.getByRole('radio', { name: /^Approve/ }).isChecked()).toBe(true)
    // a letter in the notes is a letter
    await card.getByLabel('Notes', { exact: true }).fill('')
    await card.getByLabel('Notes', { exact: true }).pressSequentially('RC: agrees with the stress test')
    expect(await card.getByRole('radio', { name: /^Approve/ }).isChecked()).toBe(true)
    await card.getByLabel('How sure are you?', { exact: true }).selectOption('90 %')
    await card.getByRole('radio', { name: /^Approve/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('No call of your patients waits for you.', { exact: true }).waitFor()

    await page.goto(new URL('/clinic/analytics', page.url()).href)
    expect(await figure(page, 'Agreement', 'Verdicts that say what the call says')).toEqual({ value: '1.00', n: '1' })
    const accuracy = page.getByRole('region', { name: 'Accuracy', exact: true }).first()
    await accuracy.getByText('Not measured: no outcome is known yet of these calls.', { exact: true }).waitFor()

    await page.goto(new URL('/clinic/worklist', page.url()).href)
    await page.getByRole('list', { name: 'Patients' }).getByRole('link', { name: 'Anders Holm', exact: true }).click()
    await page.getByText('You said: disease', { exact: true }).waitFor()
    await page.getByText('Record a diagnosis', { exact: true }).click()
    await page.getByLabel('Found', { exact: true }).selectOption('no disease')
    await page.getByRole('button', { name: 'Record it', exact: true }).click()
    await page
      .getByRole('region', { name: 'What was found', exact: true })
      .getByText(/diagnosis of/)
      .waitFor()
    await page.goto(new URL('/clinic/analytics', page.url()).href)
    expect(await figure(page, 'Agreement', 'Verdicts that say what the call says')).toEqual({ value: '1.00', n: '1' })
    expect(await figure(page, 'Accuracy', 'Calls that were right')).toEqual({ value: '0.00', n: '1' })
    expect(await figure(page, 'Skill', 'Verdicts that were right')).toEqual({ value: '0.00', n: '1' })

    await page.goBack()
    await page.getByRole('button', { name: 'Correct your verdict', exact: true }).click()
    await page.getByRole('radio', { name: /^Correct: it is no disease/ }).check()
    await page.getByRole('button', { name: 'Give this verdict', exact: true }).click()
    await page.getByText('You said: no disease', { exact: true }).waitFor()
    await page.goto(new URL('/clinic/analytics', page.url()).href)
    expect(await figure(page, 'Agreement', 'Verdicts that say what the call says')).toEqual({ value: '0.00', n: '1' })
    expect(await figure(page, 'Accuracy', 'Calls that were right')).toEqual({ value: '0.00', n: '1' })
    expect(await figure(page, 'Skill', 'Verdicts that were right')).toEqual({ value: '1.00', n: '1' })
    const doctors = page.getByRole('region', { name: 'Doctors, by name', exact: true })
    expect(await doctors.getByRole('row').count()).toBe(2)
    expect(await doctors.innerText()).toContain('Dr. Tove Lind')
  })

  it('reads what another doctor said and noted once he has judged himself, and an admin reads whose word it is', async () => {
    await setBlindShare(0)
    const [first, second] = [await newDoctor('Dr. Una Vik'), await newDoctor('Dr. Leif Rud')]
    const { id } = await newPatient(first.token, 'Seen By Two')
    await send(first.token, 'POST', `/api/patients/${id}/doctors`, { doctor_id: second.profile.id })
    const { recommendation_id } = await callPatient(first.token, id)
    const verdict = { recommendation_id, doctor_feedback: 'approved', doctor_notes: 'the stress test says so' }
    await send(second.token, 'GET', `/api/patients/${id}/recommendations`)
    await send(second.token, 'POST', '/api/feedback/doctor_feedback', verdict)
    const page = await openAs(open, first, `/clinic/patients/${id}`)
    await page.getByRole('region', { name: 'Judge this call', exact: true }).waitFor()
    expect(await page.getByText('the stress test says so').count()).toBe(0)
    await page.getByRole('radio', { name: /^Approve/ }).check()
    await page.getByRole('button', { name: 'Give this verdict', exact: true }).click()
    await page.getByText('Another doctor said: disease', { exact: true }).waitFor()
    await page.getByText('the stress test says so', { exact: true }).waitFor()
    const admins = await openAs(open, inject('admin'), `/clinic/patients/${id}`)
    await admins.getByText('Dr. Leif Rud said: disease', { exact: true }).waitFor()
    for (const one of [page, admins]) expect(await one.getByRole('main').innerText()).not.toContain('acc_')
  })

  it('goes from call to call without a mouse, and finds a patient by name', async () => {
    const doctor = await newDoctor('Dr. Per Moen')
    for (const name of ['First Patient', 'Second Patient']) {
      const { id } = await newPatient(doctor.token, name)
      await callPatient(doctor.token, id)
    }
    const page = await openAs(open, doctor, '/clinic/worklist')
    await page.getByText('2 calls wait', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Call of Second Patient', exact: true }).focus()
    await page.keyboard.press('r')
    await page.keyboard.press('Enter')
    await page.getByText('1 call waits', { exact: true }).waitFor()
    const next = page.getByRole('region', { name: 'Call of First Patient', exact: true })
    await expect.poll(() => next.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('c')
    await page.keyboard.press('Enter')
    await page.getByText('0 calls wait', { exact: true }).waitFor()
    await page.getByLabel('Name of a patient, or id', { exact: true }).fill('second')
    await page.keyboard.press('Enter')
    const names = page.getByRole('list', { name: 'Patients' }).getByRole('link')
    await expect.poll(() => names.allInnerTexts()).toEqual(['Second Patient'])
  })
})
