import { afterAll, beforeAll, inject } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { drawTeam, sessionsFile, takeIn, workFiles } from './coding-files.ts'
import { type Judge, type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'
import { testUsable } from './usable-screens.ts'

describeInBrowser('every reader can use every screen of coding', (open) => {
  let judging: Judging
  let lead: Judge
  beforeAll(async () => {
    if (inject('chromium') === null) return
    judging = await startJudging('coding')
    lead = await judging.expert('lead')
    await takeIn(judging, lead, sessionsFile(drawTeam(40)))
    for (const file of workFiles()) await takeIn(judging, lead, file)
  })
  afterAll(() => judging?.stop())

  const show = async (path: string) => {
    const page = await openAs(open, lead, judging.at('/account'))
    await page.goto(judging.at(path))
    return page
  }

  testUsable(open, {
    'the dashboard, with a definition open': async () => {
      const page = await show('/coding')
      await page.getByText('keeps the threshold').first().waitFor()
      await page.getByText('What it is').first().click()
      await page.getByText('Live: new sessions appear here').waitFor()
      return page
    },
    'the dashboard by hour, with the numbers open': async () => {
      const page = await show('/coding?days=30&by=hour')
      await page.getByRole('img', { name: /^Sessions by hour/ }).waitFor()
      await page.getByText('Shares, developers, and what was accepted').click()
      await page.getByText('The numbers', { exact: true }).last().click()
      return page
    },
    costs: async () => {
      const page = await show('/coding/costs?days=30')
      await page.getByRole('img', { name: /^Cost by model/ }).waitFor()
      return page
    },
    'costs of who may not see single developers': async () => {
      const page = await open(judging.at('/coding/costs?days=30&by=day'))
      await page.getByRole('table').first().waitFor()
      return page
    },
    'the dashboard of who may not see single developers': async () => {
      const page = await open(judging.at('/coding'))
      await page.getByText('keeps the threshold').first().waitFor()
      await page.getByRole('heading', { name: 'How sessions are spread' }).waitFor()
      return page
    },
    trends: async () => {
      const page = await show('/coding/trends?days=30')
      await page.getByRole('img', { name: /^Acceptance rate/ }).waitFor()
      return page
    },
    insights: async () => {
      const page = await show('/coding/insights?days=30&lag=1')
      await page.getByRole('heading', { name: 'Correlations, with a lag' }).waitFor()
      return page
    },
    sessions: async () => {
      const page = await show('/coding/sessions')
      await page.getByRole('table').waitFor()
      return page
    },
    'a session': async () => {
      const page = await show('/coding/sessions')
      await page.getByRole('button', { name: /^Details/ }).first().click() // prettier-ignore
      await page.getByRole('dialog').getByText('What became of it').waitFor()
      return page
    },
    'a developer': async () => {
      const page = await show('/coding/developer?id=ada%40example.org')
      await page.getByRole('img', { name: /^Sessions by repository/ }).waitFor()
      return page
    },
    'a comparison': async () => {
      const page = await show(
        '/coding/compare?first=openai%2Fgpt-4o-2024-08-06&second=anthropic%2Fclaude-3-haiku-20240307',
      )
      await page.getByRole('table').waitFor()
      return page
    },
    'the data, with what is wrong': async () => {
      const page = await show('/coding/data')
      await page
        .getByLabel('File of sessions, pull requests or commits')
        .setInputFiles({ name: 'letter.csv', mimeType: 'text/csv', buffer: Buffer.from('dear,reader\n1,2\n') })
      await page.getByRole('button', { name: 'Take it in' }).click()
      await page.getByRole('alert').waitFor()
      return page
    },
    'what is said to who is not logged in': async () => {
      const page = await open(judging.at('/coding/sessions'))
      await page.getByText('Sessions are shown to those who are logged in').waitFor()
      return page
    },
  })
})
