import { afterEach, expect, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { callPatient, newDoctor, newPatient, send, setBlindShare } from './clinic.ts'
import { newPerson, openAs, tokenOf } from './people.ts'

describeInBrowser('a doctor judges blind what he is to judge blind', (open) => {
  afterEach(() => setBlindShare(0))

  it('is given neither label nor probability nor reasons, on the page or by the network, until his verdict', async () => {
    const doctor = await newDoctor('Dr. Blind')
    const token = await tokenOf(await newPerson())
    const own = await newPatient(token, 'Seen By None', { own: true })
    const made = await callPatient(token, own.id)
    await send(token, 'POST', `/api/patients/${own.id}/doctors`, { doctor_id: doctor.profile.id })
    await setBlindShare(1)

    const page = await openAs(open, doctor, '/clinic')
    const heard: Promise<string>[] = []
    page.on('response', (response) => {
      if (response.url().includes('/trpc/')) heard.push(response.text())
    })
    await page.getByRole('navigation', { name: 'Clinic' }).getByRole('link', { name: 'Worklist', exact: true }).click()
    const card = page.getByRole('region', { name: 'Call of Seen By None', exact: true })
    await card.getByText('Judged blind: what the model says is shown once your verdict is in.').waitFor()
    // the patient's page, too
    await card.getByRole('link', { name: 'Seen By None', exact: true }).click()
    await page.getByRole('region', { name: 'Judge this call', exact: true }).waitFor()
    // and the submission's own
    await page.goto(new URL(`/predictions/${made.recommendation_id}?row=0`, page.url()).href)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('You are to judge this call before you see it', { exact: true }).waitFor()
    await dialog.getByText('ST depression brought on by exercise', { exact: false }).first().waitFor()
    expect(await dialog.getByText('Verdicts and outcomes').count()).toBe(0)
    const secrets = [String(made.probability), String(made.contributions?.[0]?.log_odds)]
    const before = async () => [...(await Promise.all(heard)), await page.content()].join('\n')
    const early = await before()
    for (const secret of secrets) expect(early).not.toContain(secret)
    expect(early).toContain(made.recommendation_id)
    expect(early).not.toMatch(/"ai_prediction":\s*"/)
    expect(early).not.toMatch(/"reasoning":\s*"/)
    expect(await page.locator('body').innerText()).not.toContain(made.probability.toFixed(3))
    expect(await page.getByText('probability of disease').count()).toBe(0)

    await page.goBack()
    await page.goBack()
    await expect.poll(() => card.evaluate((element) => element === document.activeElement)).toBe(true)
    // what judges a call that is shown does nothing here
    await page.keyboard.press('a')
    expect(await card.getByRole('radio', { checked: true }).count()).toBe(0)
    await page.keyboard.press('d')
    expect(await card.getByRole('radio', { name: /^Disease/ }).isChecked()).toBe(true)
    expect(await before()).not.toContain(secrets[0])
    await page.keyboard.press('Enter')
    await page.getByText('No call of your patients waits for you.', { exact: true }).waitFor()

    await page
      .getByRole('region', { name: 'Waits for your verdict' })
      .getByRole('link', { name: 'Seen By None' })
      .click()
    const judged = page.getByRole('article')
    await judged.getByText('You said: disease', { exact: true }).waitFor()
    await judged.getByText(/before the call was shown to you/).waitFor()
    await judged.getByText(`probability of disease ${made.probability.toFixed(3)}, threshold 0.50`).waitFor()
    // what was listened to does tell of a call that is given
    for (const secret of secrets) expect(await before()).toContain(secret)

    // the call has its record like one of any domain, and takes what it came to
    await page.goto(new URL(`/predictions/${made.recommendation_id}`, page.url()).href)
    await page.getByRole('button', { name: /^Open / }).focus()
    await page.keyboard.press('Enter')
    await dialog.getByText('You: disease, blind', { exact: false }).waitFor()
    await dialog.getByText('Note what it came to').click()
    await dialog.getByLabel('What it was', { exact: true }).selectOption('No disease')
    await dialog.getByLabel('Known from', { exact: true }).selectOption('A diagnosis')
    await dialog.getByLabel('Found on', { exact: true }).fill('2025-03-01')
    await dialog.getByRole('button', { name: 'Note the outcome', exact: true }).click()
    await dialog.getByText('It was: no disease, a diagnosis, 2025-03-01', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await expect
      .poll(() => page.getByRole('button', { name: /^Open / }).evaluate((one) => one === document.activeElement))
      .toBe(true)
  })
})
