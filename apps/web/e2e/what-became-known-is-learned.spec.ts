import { expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { knownCalls, newDoctor } from './clinic.ts'
import { newPerson, openAs } from './people.ts'

describeInBrowser('what became known of calls is learned', (open) => {
  it('as a table that says what went in, and is trained on by its labels, groups and weights', async () => {
    const doctor = await newDoctor('Dr. Ida Falk')
    await knownCalls(doctor.token)
    const page = await openAs(open, doctor, '/login?to=%2Ftrain')
    const section = page.getByRole('region', { name: 'From verdicts and outcomes', exact: true })
    await section.getByText('How far back, and what a row counts').click()
    await section.getByLabel('Rows at least').fill('3')
    await section.getByText('A whole number from 20 to 1,000,000.').waitFor()
    expect(await section.getByRole('button', { name: 'Make the table' }).isDisabled()).toBe(true)
    await section.getByLabel('Rows at least').fill('900000')
    await section.getByLabel('Rows at least').press('Enter')
    await section.getByRole('alert').waitFor()
    await section.getByLabel('Rows at least').fill('20')
    await section.getByLabel('Rows at least').press('Enter')
    const [, rows = ''] =
      /A table of (\d+) calls/.exec(await section.getByText(/^A table of \d+ calls/).innerText()) ?? []
    const known = section.getByRole('row').filter({ hasText: 'What it came to' }).getByRole('cell')
    expect(await known.allInnerTexts()).toEqual(['What it came to', rows, '1.00', 'It is what is to be learned.'])
    await section.getByRole('heading', { name: 'Left out' }).waitFor()
    await section.getByRole('link', { name: 'See what it holds, and train on it' }).click()
    await page.getByText(`${rows} rows, `, { exact: false }).waitFor()
    await page.getByLabel('Kind of model').selectOption('decision_tree')
    const sent = page.waitForRequest(/training\.start/)
    await page.getByRole('button', { name: 'Train it' }).click()
    const body = (await sent).postData() ?? ''
    for (const part of [
      '"label":"feedback_label"',
      '"positive_labels":["DISEASE"]',
      '"group_key":"feedback_group"',
      '"weight":"feedback_weight"',
      '"takes":"quantities"',
    ])
      expect(body).toContain(part)
    await page.getByRole('heading', { name: 'What it found' }).waitFor({ timeout: 45_000 })
  })

  it('in the clinic, once, and what would change is shown before anybody can have it answer', async () => {
    const doctor = await newDoctor('Dr. Nils Aker')
    await knownCalls(doctor.token)
    const page = await openAs(open, doctor, '/clinic/worklist')
    await page.getByRole('navigation', { name: 'Clinic' }).getByRole('link', { name: 'Model', exact: true }).click()
    await page.getByText('The model that comes with Vouch, learned from', { exact: false }).waitFor()
    await page.getByLabel('Kind of model').selectOption('decision_tree')
    await page.getByRole('button', { name: 'Train a model on them' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('It is done. Its model answers nobody yet.').waitFor({ timeout: 60_000 })
    expect(await page.getByRole('button', { name: 'Have it answer' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Ask the gate' }).click()
    await page.getByText(/^The gate (lets it|does not let it) through$/).waitFor()
    for (const whom of ['the locked test', 'women', 'men'])
      await page.getByRole('cell', { name: whom, exact: true }).waitFor()
    await page.getByRole('button', { name: 'Train a model on them' }).click()
    await page.getByText('Nothing became known since the last training').waitFor()
    await page.getByRole('button', { name: 'Train all the same' }).waitFor()
  })

  it('from a table, which says first what it would note, notes it once, and leaves open what it does not decide', async () => {
    const doctor = await newDoctor('Dr. Mari Holt')
    const id = await knownCalls(doctor.token)
    const page = await openAs(open, doctor, '/login?to=%2Ftrain')
    const lines = Array.from(
      { length: 30 },
      (_, i) => `S00${10 + i},${i % 10 === 0 ? 'open' : i % 2 === 0 ? 'ill' : 'well'}`,
    )
    await page.getByLabel('Table to train on').setInputFiles({
      name: 'follow-up.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['patient,found', ...lines].join('\n')),
    })
    const section = page.getByRole('region', { name: 'Outcomes from this table', exact: true })
    await section.getByText('Which columns, and what their values mean').click()
    await section.getByLabel('Column of names').selectOption('patient')
    await section.getByLabel('Column of answers').selectOption('found')
    await section.getByLabel('ill', { exact: true }).selectOption('Disease')
    await section.getByLabel('well', { exact: true }).selectOption('No disease')
    await section.getByLabel('Found on, without a day of its own').fill('2025-03-01')
    await section.getByLabel('Known from').selectOption('What was observed later')
    const ask = section.getByRole('button', { name: 'Say what it would note' })
    await ask.focus()
    await page.keyboard.press('Enter')
    await section.getByText('27 outcomes would be noted', { exact: true }).waitFor()
    await section.getByRole('row').filter({ hasText: 'Not decided' }).getByText('3', { exact: true }).waitFor()
    await section.getByRole('button', { name: 'Note 27 outcomes' }).click()
    await page.getByRole('button', { name: 'Note them' }).click()
    await section.getByText('27 outcomes noted', { exact: true }).waitFor()
    await ask.click()
    await section.getByText('0 outcomes would be noted', { exact: true }).waitFor()
    expect(await section.getByRole('button', { name: /^Note \d/ }).count()).toBe(0)
    await page.goto(new URL(`/predictions/${id}?row=11`, page.url()).href)
    await page
      .getByRole('dialog')
      .getByText(/^It was: disease, what was observed later, 2025-03-01/)
      .waitFor()
  })

  it('is for doctors', async () => {
    const page = await openAs(open, await newPerson(), '/clinic/model')
    await page.getByText('This is for doctors', { exact: true }).waitFor()
    await page.goto(new URL('/train', page.url()).href)
    await page.getByRole('list', { name: 'Tables' }).getByRole('listitem').first().waitFor()
    expect(await page.getByRole('heading', { name: 'From verdicts and outcomes' }).count()).toBe(0)
  })
})
