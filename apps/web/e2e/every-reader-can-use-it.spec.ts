import { readFile } from 'node:fs/promises'
import { JobAccepted } from '@vouch/contracts/job'
import type { Page } from 'playwright-core'
import { afterAll, expect, inject, it } from 'vitest'
import { describeInBrowser, KOI_CSV, openResult } from './browser.ts'
import { callPatient, ILL, knownCalls, newDoctor, newPatient, send } from './clinic.ts'
import { chooseSignals } from './signals.ts'
import { logIn, newPerson, openAs, submitFixture, tokenOf, type Person } from './people.ts'
import { REVIEW_SCREENS, stopReviewScreens } from './review-screens.ts'
import { withTwoModels } from './two-models.ts'
import { type Screens, testUsable } from './usable-screens.ts'

/** Every screen, opened and at rest. */
const SCREENS: Screens = {
  'the first screen': async (open) => {
    const page = await open('/')
    await page.getByRole('radio').first().waitFor()
    return page
  },
  'the first screen with an error': async (open) => {
    const page = await open('/')
    await page.getByRole('button', { name: /Fetch the live KOI table/ }).click()
    await page.getByRole('alert').waitFor()
    return page
  },
  'the result': async (open) => {
    const page = await openResult(open)
    await page.locator('#decision svg').first().waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'the evidence': async (open) => {
    const page = await openResult(open)
    await page.locator('[role=row][data-index="0"]').click()
    await page.getByRole('dialog').locator('ol > li').first().waitFor()
    return page
  },
  'the models': async (open) => {
    const page = await open('/models')
    await page.getByText(/^n = /).first().waitFor()
    return page
  },
  'a model': async (open) => {
    const page = await open('/models/koi')
    await page.locator('figure svg').nth(3).waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'the log-in with an error': async (open) => {
    const page = await open('/login')
    await logIn(page, { email: 'nobody@example.org', password: 'not the right one' })
    await page.getByRole('alert').waitFor()
    return page
  },
  'the registration': async (open) => {
    const page = await open('/register')
    await page.getByRole('checkbox', { name: /astronomer/ }).waitFor()
    return page
  },
  'the account with a new key': async (open) => {
    const page = await openAs(open, await somebody(), '/account')
    await page.getByLabel('What it is for').fill('telescope')
    await page.getByRole('button', { name: 'Make the key' }).click()
    await page.getByLabel('The new key').waitFor()
    return page
  },
  'the own predictions, one about to be deleted': async (open) => {
    const page = await openAs(open, await somebody(), '/predictions')
    await page
      .getByRole('button', { name: /^Delete/ })
      .first()
      .click()
    await page.getByRole('alertdialog').waitFor()
    return page
  },
  'the own jobs': async (open) => {
    const page = await openAs(open, await somebody(), '/jobs')
    await page.getByText('There are none.').waitFor()
    return page
  },
  'a job': async (open) => {
    const page = await open('/')
    await page.route('**/events', () => undefined) // no news: it stays as it is
    await page.route('**/trpc/job.get*', async (route) => {
      const answer = await route.fetch()
      const text = await answer.text()
      const running = { state: 'running', stage: 'scoring', progress: 43, eta_seconds: 12, result: null }
      const [{ result }] = JSON.parse(text)
      return route.fulfill({ json: [{ result: { data: { ...result.data, ...running, finished_at: null } } }] })
    })
    await page.goto(await jobPath())
    await page.getByText(/^Scoring: 43 %/).waitFor()
    return page
  },
  'the tables to train on': async (open) => {
    const page = await open('/train')
    await page.getByRole('list', { name: 'Tables' }).getByRole('listitem').first().waitFor()
    return page
  },
  'a table and its leaks': async (open) => {
    const page = await open('/train')
    await chooseSignals(page, 300)
    await page.getByRole('button', { name: 'Look for leaks' }).click()
    await page.getByText(/refused, /).waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'a training and what it found': async (open) => {
    const page = await open('/train')
    await chooseSignals(page, 300)
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.locator('#effects figure svg').nth(1).waitFor({ timeout: 45_000 })
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'a training that runs, with its curves so far': async (open) => {
    const page = await open('/train')
    await chooseSignals(page, 3000)
    await page.getByText('Settings').click()
    await page.getByLabel('n_estimators').fill('2000')
    await page.getByLabel('max_depth').fill('10')
    await page.getByRole('button', { name: 'Train it' }).click()
    await page.locator('figure svg').waitFor({ timeout: 45_000 })
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'a table with one’s own models of it': async (open) => {
    const { person, dataset } = await twoModels()
    const page = await openAs(open, person, '/jobs')
    await page.goto(`${inject('baseUrl')}/train/${dataset}`)
    await page.getByRole('checkbox', { name: /^Compare number 2/ }).waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'a table of judged calls, made': async (open) => {
    const page = await openAs(open, await labelled(), '/jobs')
    await page.goto(`${inject('baseUrl')}/train`)
    await page.getByText('How far back, and what a row counts').click()
    await page.getByRole('button', { name: 'Make the table' }).click()
    await page.getByText(/^A table of \d+ calls/).waitFor()
    return page
  },
  'the clinic’s model': async (open) => {
    const page = await openAs(open, await labelled(), '/clinic/model')
    await page.getByText(/^n = /).waitFor()
    return page
  },
  'a call of a patient and its record': async (open) => {
    const { doctor, call } = await inClinic()
    const page = await openAs(open, doctor, '/jobs')
    await page.goto(`${inject('baseUrl')}/predictions/${call}?row=0`)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Note what it came to').click()
    await dialog.getByRole('heading', { name: 'Why the model called it so' }).waitFor()
    return page
  },
  'the own trainings': async (open) => {
    const page = await openAs(open, (await twoModels()).person, '/jobs')
    await page.goto(`${inject('baseUrl')}/train`)
    await page.getByRole('region', { name: 'Your trainings', exact: true }).waitFor()
    return page
  },
  'a training of one’s own, with all its figures': async (open) => {
    const { person, trees } = await twoModels()
    const page = await openAs(open, person, '/jobs')
    await page.goto(`${inject('baseUrl')}/trainings/${trees}`)
    await page.locator('#effects figure svg').nth(1).waitFor({ timeout: 45_000 })
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'the clinic’s way in, with its forms': async (open) => {
    const page = await openAs(open, await newPerson(), '/clinic')
    await page.getByRole('button', { name: 'Begin my record', exact: true }).waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    await page.getByLabel('Serum cholesterol', { exact: true }).fill('9999')
    return page
  },
  'the clinic for an admin': async (open) => {
    await inClinic()
    const asking = await tokenOf(await newPerson())
    await send(asking, 'POST', '/api/doctors', { name: 'Dr. Who Asks', specialization: '' })
    const page = await openAs(open, inject('admin'), '/clinic')
    await page.getByRole('list', { name: 'Doctors who ask' }).waitFor()
    await page.getByRole('list', { name: 'Patients' }).waitFor()
    return page
  },
  'a patient’s own page': async (open) => {
    const { patient, id } = await inClinic()
    const page = await openAs(open, patient, `/clinic/patients/${id}`)
    await page.getByRole('article').waitFor()
    await page.locator('figure svg').first().waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'a patient’s page for the doctor': async (open) => {
    const { doctor, id } = await inClinic()
    const page = await openAs(open, doctor, `/clinic/patients/${id}`)
    await page.getByRole('region', { name: 'What was found', exact: true }).first().waitFor()
    await page.getByRole('region', { name: 'Judge this call', exact: true }).first().waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'the worklist': async (open) => {
    const { doctor } = await inClinic()
    const page = await openAs(open, doctor, '/clinic/worklist')
    await page.getByRole('region', { name: /^Call of / }).waitFor()
    await page.getByRole('list', { name: 'Patients' }).waitFor()
    return page
  },
  'the clinic’s analytics': async (open) => {
    const { doctor } = await inClinic()
    const page = await openAs(open, doctor, '/clinic/analytics')
    await page.getByRole('region', { name: 'The thirteen values', exact: true }).waitFor()
    await page.getByRole('region', { name: 'Doctors, by name', exact: true }).waitFor()
    return page
  },
  'the accounts': async (open) => {
    await somebody()
    const page = await openAs(open, inject('admin'), '/accounts')
    await page.getByRole('list', { name: 'Accounts' }).waitFor()
    return page
  },
  ...REVIEW_SCREENS,
  'the audit trail': async (open) => {
    const page = await openAs(open, inject('admin'), '/audit')
    await page.getByRole('table').waitFor()
    return page
  },
}

let known: Promise<Person> | undefined

/** Somebody with a prediction and a role asked for, made once. */
function somebody(): Promise<Person> {
  known ??= (async () => {
    const person = await newPerson({ name: 'Dr. Ines Okafor', ask: [{ domain: 'exoplanet', role: 'expert' }] })
    await submitFixture(await tokenOf(person), 'a table with a rather long name, as people give them.csv')
    return person
  })()
  return known
}

let clinic: Promise<{ doctor: Person; patient: Person; id: string; call: string }> | undefined

/** A doctor, and a patient with calls: one judged, one that waits; made once. */
function inClinic(): NonNullable<typeof clinic> {
  clinic ??= (async () => {
    const doctor = await newDoctor('Dr. Astrid Sand')
    const patient = await newPerson()
    const token = await tokenOf(patient)
    const { id } = await newPatient(token, 'Somebody with a rather long name, as people have them', { own: true })
    const older = { features: { ...ILL, chol: 230 }, coding: 'uci', measured_at: '2024-03-01T12:00:00Z' }
    await send(token, 'POST', `/api/patients/${id}/health-data`, older)
    await send(token, 'POST', `/api/patients/${id}/doctors`, { doctor_id: doctor.profile.id })
    const { recommendation_id } = await callPatient(doctor.token, id)
    const verdict = { recommendation_id, doctor_feedback: 'approved', doctor_notes: 'as the stress test says' }
    await send(doctor.token, 'POST', '/api/feedback/doctor_feedback', verdict)
    const observed_on = new Date().toISOString().slice(0, 10)
    const outcome = { prediction_id: recommendation_id, row: 0, label: 'DISEASE', source: 'diagnosis', observed_on }
    await send(doctor.token, 'POST', '/api/outcomes', { outcomes: [outcome] })
    await callPatient(doctor.token, id)
    return { doctor, patient, id, call: recommendation_id ?? '' }
  })()
  return clinic
}

let judged: Promise<Person> | undefined

/** A doctor with calls whose outcomes are known, made once. */
function labelled(): NonNullable<typeof judged> {
  judged ??= (async () => {
    const doctor = await newDoctor('Dr. Sara Quist')
    await knownCalls(doctor.token)
    return doctor
  })()
  return judged
}

let models: ReturnType<typeof withTwoModels> | undefined

/** Somebody with two models of a table, made once. */
function twoModels(): ReturnType<typeof withTwoModels> {
  models ??= withTwoModels()
  return models
}

let job: Promise<string> | undefined

/** A job's address on the page. */
async function jobPath(): Promise<string> {
  job ??= (async () => {
    const form = new FormData()
    form.append('file', new File([await readFile(KOI_CSV)], 'koi.csv'))
    const answer = await fetch(`${inject('baseUrl')}/api/predict`, {
      method: 'POST',
      headers: { prefer: 'respond-async' },
      body: form,
    })
    return JobAccepted.parse(await answer.json()).job_id
  })()
  return `${inject('baseUrl')}/jobs/${await job}`
}

describeInBrowser('every reader can use every screen', (open) => {
  afterAll(stopReviewScreens)

  testUsable(open, SCREENS)

  it('the colours a reader chose hold over the system’s, also after a reload', async () => {
    const page = await open('/', { colorScheme: 'light' })
    await page.getByRole('radio', { name: 'Dark' }).click()
    const background = () =>
      page.evaluate(() => getComputedStyle(document.body.querySelector('#root > div') ?? document.body).backgroundColor)
    const dark = await background()
    await page.reload()
    await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor()
    expect(await background()).toBe(dark)
    await page.getByRole('radio', { name: 'Auto' }).click()
    expect(await background()).not.toBe(dark)
  })

  it('a table is scored and a row opened without a mouse', async () => {
    const page = await open('/')
    await page.getByRole('button', { name: 'Simulate a survey' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Chosen:').waitFor()
    const go = page.getByRole('button', { name: 'Score the table' })
    for (
      let presses = 0;
      presses < 20 && !(await go.evaluate((button) => button === document.activeElement));
      presses += 1
    )
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
    const row = page.locator('[role=row]:focus')
    for (let presses = 0; presses < 40 && (await row.count()) === 0; presses += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
  })

  it('a reader logs in, deletes a prediction and logs out without a mouse', async () => {
    const person = await newPerson()
    await submitFixture(await tokenOf(person))
    const page = await open('/predictions')
    await page.getByLabel('E-mail').focus()
    await page.keyboard.type(person.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(person.password)
    await page.keyboard.press('Enter')
    await tabTo(page, 'Delete koi.csv')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Delete it')
    await page.keyboard.press('Enter')
    await page.getByText('There are none yet.').waitFor()
    await tabTo(page, 'Log out')
    await page.keyboard.press('Enter')
    await page.getByRole('banner').getByRole('link', { name: 'Log in' }).waitFor()
  })
})

async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name })
  await button.waitFor()
  for (let presses = 0; presses < 40; presses += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${name} cannot be reached by Tab`)
}
