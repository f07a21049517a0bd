import { NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { callPatient, newDoctor, newPatient, send } from './clinic.ts'
import { newPerson, openAs, tokenOf } from './people.ts'

/** What stands on every screen of the clinic, word by word. */
async function noticeOf(page: Page): Promise<string> {
  const notice = page.getByRole('note').filter({ hasText: 'Not a medical device.' })
  await notice.waitFor()
  return (await notice.innerText()).replaceAll(/\s+/g, ' ').trim()
}

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Maria Lund')
  await page.getByLabel('Age (needed for a call)', { exact: true }).fill('64')
  await page.getByLabel('Sex (needed for a call)', { exact: true }).selectOption('male')
  await page.getByLabel('Chest pain (needed for a call)', { exact: true }).selectOption('asymptomatic')
  await page.getByLabel('ST depression brought on by exercise', { exact: true }).fill('2,6')
  await page.getByLabel('Angina brought on by exercise', { exact: true }).selectOption('yes')
}

describeInBrowser('a patient sees their own calls, in plain words, and nobody else’s', (open) => {
  it('begins a record, asks for a call, reads it in plain words, and deletes all of it', async () => {
    const page = await openAs(open, await newPerson(), '/clinic')
    expect(await noticeOf(page)).toBe(NOT_A_MEDICAL_DEVICE)
    await fillIn(page)
    await page.getByRole('button', { name: 'Begin my record', exact: true }).click()
    await page.getByRole('heading', { name: 'Your page', exact: true }).waitFor()
    expect(await noticeOf(page)).toBe(NOT_A_MEDICAL_DEVICE)
    await page.getByText('The model was not asked yet.', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Ask the model for a call', exact: true }).click()
    const call = page.getByRole('article')
    await call.waitFor()
    await call.getByText(/in its test \(n = \d+/).waitFor()
    const words = await call.innerText()
    expect(words).toMatch(/about \d+ of 100 people with values like these had a narrowed coronary artery/)
    expect(words).toContain('No doctor has looked at it yet.')
    expect(words).toContain('the number is not your own risk')
    expect(words).toContain('chest pain: asymptomatic')
    // a comma is a decimal point to many
    expect(words).toContain('ST depression brought on by exercise: 2.6 mm')
    expect(words).not.toMatch(/log-odds|SHAP|threshold/)

    await page.getByRole('button', { name: 'Delete this record', exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the record', exact: true }).click()
    await page.getByText('You have none yet.').waitFor()
  })

  it('shows how values went over time, with their numbers as a table', async () => {
    const person = await newPerson()
    const token = await tokenOf(person)
    const own = await newPatient(token, 'Over Time', { own: true })
    const older = { features: { chol: 230, cp: 4 }, coding: 'uci', measured_at: '2024-03-01T12:00:00Z' }
    await send(token, 'POST', `/api/patients/${own.id}/health-data`, older)
    const page = await openAs(open, person, `/clinic/patients/${own.id}`)
    const chart = page.getByRole('figure').filter({ hasText: 'Serum cholesterol' })
    await chart.getByText('Measured 2 times, in mg/dl.', { exact: true }).waitFor()
    await chart.getByText('The numbers', { exact: true }).click()
    const cells = chart.getByRole('table').locator('tbody td:nth-child(2)')
    expect(await cells.allInnerTexts()).toEqual(['230', '260'])
    // measured once: there is nothing to draw
    expect(await page.getByRole('figure').count()).toBe(1)
  })

  it('is told whether a doctor has looked and what he said, and ends his care', async () => {
    const doctor = await newDoctor('Dr. Solveig Berg')
    const person = await newPerson()
    const token = await tokenOf(person)
    const own = await newPatient(token, 'Nils Berg', { own: true })
    const { recommendation_id } = await callPatient(token, own.id)
    const page = await openAs(open, person, `/clinic/patients/${own.id}`)
    await page.getByLabel('Another doctor', { exact: true }).selectOption('Dr. Solveig Berg, cardiology')
    await page.getByRole('button', { name: 'Let them treat me', exact: true }).click()
    await page.getByRole('button', { name: 'End the care of Dr. Solveig Berg', exact: true }).waitFor()
    const verdict = { recommendation_id, doctor_feedback: 'rejected', correction: 'NO DISEASE' }
    await send(doctor.token, 'POST', '/api/feedback/doctor_feedback', verdict)
    await page.reload()
    await page.getByText('A doctor has looked at it and says: no disease.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'End the care of Dr. Solveig Berg', exact: true }).click()
    await page.getByText('No doctor sees this record.', { exact: true }).waitFor()
  })

  it('opens the record that a doctor began with the doctor’s code, and nobody opens another’s', async () => {
    const doctor = await newDoctor('Dr. Ola Dahl')
    const patient = await newPatient(doctor.token, 'Kari Dahl')
    const doctorsPage = await openAs(open, doctor, `/clinic/patients/${patient.id}`)
    await doctorsPage.getByRole('button', { name: 'Make a code', exact: true }).click()
    const code = await doctorsPage.getByLabel(/^The code, good until/).inputValue()
    const page = await openAs(open, await newPerson(), `/clinic/patients/${patient.id}`)
    await page.getByRole('alert').getByText('There is no such patient.').waitFor()
    expect(await page.content()).not.toContain('Kari')
    await page.goto(new URL('/clinic', page.url()).href)
    await page.getByText('I have a code from my doctor', { exact: true }).click()
    await page.getByLabel('Code', { exact: true }).fill(code)
    await page.getByRole('button', { name: 'Open my record', exact: true }).click()
    await page.getByRole('heading', { name: 'Your page', exact: true }).waitFor()
    await page.getByText(/^Kari Dahl, 64 years/).waitFor()
  })
})
