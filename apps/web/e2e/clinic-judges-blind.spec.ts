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
  })
})
