import { NextOutput } from '@vouch/contracts/review'
import type { Page } from 'playwright-core'
import type { Open } from './browser.ts'
import { type Judge, type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'

interface Reviewed {
  readonly judging: Judging
  /** nothing was given to them yet */
  readonly carl: Judge
  readonly anna: Judge
}

let reviewed: Promise<Reviewed> | undefined

/** Two experts who judged forty calls and differ on some, whose outcomes are known; made once. */
function reviewedCalls(): Promise<Reviewed> {
  reviewed ??= (async () => {
    const judging = await startJudging()
    await judging.setPolicy({ blind_share: 0, double_share: 1, random_share: 1 })
    const [owner, anna, bert, carl] = [
      await judging.expert('owner'),
      await judging.expert('anna'),
      await judging.expert('bert'),
      await judging.expert('carl'),
    ]
    const { id, calls } = await judging.predict(owner)
    await judging.ask('POST', '/api/reviews/offer', { token: owner.token, body: { prediction_id: id, count: 40 } })
    for (const [index, { token }] of [anna, bert].entries())
      for (let given = 0; given < 36; given += 1) {
        const { items } = NextOutput.parse(
          await judging.ask('POST', '/api/reviews/next', { token, body: { domain: 'exoplanet' } }),
        )
        const [item] = items
        if (item?.call === undefined || item.call === null) throw new Error('no call was given')
        const other = item.call.label === 'PLANET' ? 'FALSE POSITIVE' : 'PLANET'
        const differs = item.row % 7 === index
        const said = differs ? { verdict: 'correct', label: other } : { verdict: 'accept' }
        const body = { prediction_id: id, row: item.row, ...said }
        await judging.ask('POST', '/api/reviews', { token, body })
      }
    const outcomes = calls.slice(0, 40).map(({ row, prediction }) => ({
      prediction_id: id,
      row,
      source: 'archive',
      observed_on: '2024-05-17',
      label: row % 9 === 0 ? 'FALSE POSITIVE' : prediction,
    }))
    await judging.ask('POST', '/api/outcomes', { token: owner.token, body: { outcomes } })
    return { judging, carl, anna }
  })()
  return reviewed
}

export async function stopReviewScreens(): Promise<void> {
  await (await reviewed)?.judging.stop()
}

/** The expert’s screens, opened and at rest. */
export const REVIEW_SCREENS: Record<string, (open: Open) => Promise<Page>> = {
  'the queues': async (open) => {
    const { judging, anna } = await reviewedCalls()
    const page = await openAs(open, anna, judging.at('/review'))
    await page.getByRole('table').first().waitFor()
    return page
  },
  'a call that is judged, its reasons shown': async (open) => {
    const { judging, carl } = await reviewedCalls()
    const page = await openAs(open, carl, judging.at('/review/exoplanet'))
    await page.getByRole('button', { name: 'Show the model’s reasons' }).click()
    await page.getByRole('heading', { name: 'Why the model called it so' }).waitFor()
    await page.keyboard.press('r')
    await page.keyboard.press('Enter')
    await page.getByText(/A call is rejected for a reason/).waitFor()
    return page
  },
  'a call that is judged blind': async (open) => {
    const { judging } = await reviewedCalls()
    await judging.setPolicy({ blind_share: 1 })
    const page = await openAs(open, await judging.expert('dora'), judging.at('/review/exoplanet'))
    await page.getByRole('heading', { name: 'The signal’s values' }).waitFor()
    await judging.setPolicy({ blind_share: 0 })
    return page
  },
  'experts who differ': async (open) => {
    const { judging, carl } = await reviewedCalls()
    const page = await openAs(open, carl, judging.at('/review/exoplanet/disagreements'))
    await page.getByRole('heading', { name: 'The signal’s values' }).waitFor()
    return page
  },
  'one’s own verdicts': async (open) => {
    const { judging, anna } = await reviewedCalls()
    const page = await openAs(open, anna, judging.at('/review/exoplanet/past'))
    await page.getByRole('list', { name: 'Your verdicts' }).waitFor()
    return page
  },
  'the figures of a domain': async (open) => {
    const { judging, anna } = await reviewedCalls()
    const page = await openAs(open, anna, judging.at('/review/exoplanet/figures'))
    await page.locator('figure svg').nth(1).waitFor()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    return page
  },
  'how a queue is given out': async (open) => {
    const { judging } = await reviewedCalls()
    const page = await openAs(open, judging.admin, judging.at('/review/exoplanet/policy'))
    await page.getByLabel('Minutes in hand').fill('0')
    await page.getByText('A number from 1 to 1440.').waitFor()
    return page
  },
}
