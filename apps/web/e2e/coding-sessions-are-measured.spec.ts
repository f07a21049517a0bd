import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { daysAgo, drawSession, drawTeam, litellmLines, sessionsFile, takeIn, workFiles } from './coding-files.ts'
import { type Judge, type Judging, startJudging } from './judges.ts'
import { openAs } from './people.ts'

describeInBrowser('sessions of coding assistants are taken in, measured, and taken back', (open) => {
  let judging: Judging
  let lead: Judge
  beforeAll(async () => {
    if (inject('chromium') === null) return
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    judging = await startJudging('coding', { LITELLM_PROXY_URL: `http://127.0.0.1:${port}` })
    lead = await judging.expert('lead')
  })
  afterAll(() => {
    proxy.close()
    return judging?.stop()
  })
  /** A proxy that keeps one call. */
  const proxy = createServer((_req, res) => {
    const startTime = '2026-03-01T09:00:00.000Z'
    const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 }
    const call = {
      request_id: 'chatcmpl-1',
      startTime,
      endTime: startTime,
      status: 'success',
      user: 'proxied',
      ...usage,
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [call], page_size: 100 }))
  })

  const tile = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`)
  const choose = (page: Page, name: string, text: string) =>
    page
      .getByLabel('File of sessions, pull requests or commits')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) })

  /** Logs in where the page asks for nothing: by the way that it shows. */
  const show = async (path: string) => {
    const page = await openAs(open, lead, judging.at('/account'))
    await page.goto(judging.at(path))
    return page
  }

  it('where nothing is yet it is said what to do first, and nothing is nought', async () => {
    const page = await show('/coding')
    await page.getByText('Nothing has been taken in yet').waitFor()
    const figures = page.getByRole('list', { name: 'Nine figures' }).locator('> li')
    await expect.poll(() => figures.count()).toBe(9)
    expect((await tile(page, 'error_rate').innerText()).toLowerCase()).toContain('no data')
    expect(await tile(page, 'model_selection_accuracy').innerText()).toContain('no policy')
    await page.getByRole('link', { name: 'Take in a file' }).click()
    await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor()
  })

  it('a file that is none of them is refused in words, and stays chosen', async () => {
    const page = await show('/coding/data')
    await choose(page, 'letter.csv', 'dear,reader\n1,2\n')
    await page.getByRole('button', { name: 'Take it in' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/not|no /i)
    await page.getByText('letter.csv').waitFor()
    expect(await page.getByRole('button', { name: 'Take it in' }).isEnabled()).toBe(true)
  })

  it('a file is taken in with a receipt, its lost lines are handed out, and its figures say how they stand', async () => {
    const page = await show('/coding/data')
    await choose(page, 'traces.jsonl', `${litellmLines(drawTeam(6))}not a line\n`)
    await page.getByRole('button', { name: 'Take it in' }).click()
    const receipt = page.getByRole('status').filter({ hasText: 'traces.jsonl was taken in' })
    await receipt.waitFor()
    expect(await receipt.innerText()).toMatch(/Sessions: \d+ added/)
    expect(await receipt.innerText()).toContain('local/nobody-prices-this')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      receipt.getByRole('button', { name: 'Download the dead letters of traces.jsonl' }).click(),
    ])
    expect(await readFile(await download.path(), 'utf8')).toContain('not a line')

    await page.getByRole('link', { name: 'Dashboard' }).click()
    const accepted = tile(page, 'acceptance_rate')
    await accepted.getByText('keeps the threshold').waitFor()
    expect(await accepted.innerText()).toMatch(/6\d\.\d\s+%/)
    expect(await accepted.innerText()).toMatch(/at least 25 %/)
    expect(await accepted.locator('[data-standing="good"]').count()).toBe(1)
    // less is better
    await tile(page, 'error_rate').getByText('keeps the threshold').waitFor()
    expect(await tile(page, 'pr_throughput').innerText()).toContain('no data')
    await accepted.getByText('What it is').click()
    await accepted.getByText('Sessions that were accepted, of those that have a verdict.').waitFor()
  })

  it('a session is in the list and in the figures as it arrives', async () => {
    const page = await show('/coding')
    await page.getByText('Live: measured every five seconds').waitFor()
    await page.getByText('Live: new sessions appear here').waitFor()
    const counted = async () => Number(/n = ([\d,]+)/.exec(await tile(page, 'acceptance_rate').innerText())?.[1])
    const before = await counted()
    expect(before).toBeGreaterThan(0)
    const model = `made/up-${Date.now()}`
    await takeIn(judging, lead, sessionsFile([drawSession(`live-${Date.now()}`, { model })], 'live.jsonl'))
    await expect.poll(counted, { timeout: 15_000 }).toBe(before + 1)
    const arrived = page.getByRole('list', { name: 'Sessions that arrived' })
    await arrived.getByRole('link', { name: model }).click()
    await page.getByRole('dialog').getByText(model).waitFor()
  })

  it('where the stream breaks off the figures are asked for, and it is said', async () => {
    const page = await show('/account')
    await page.route('**/api/metrics/events**', (route) => route.abort())
    await page.getByRole('link', { name: 'Coding', exact: true }).click()
    await page.getByText('Not live: asked now and then').waitFor()
    await tile(page, 'acceptance_rate').getByText('keeps the threshold').waitFor()
  })

  it('are filtered, and each is opened with what followed it and closed by Escape, the focus where it was', async () => {
    for (const file of workFiles()) await takeIn(judging, lead, file)
    const one = drawSession('followed', { developer_id: 'ada@example.org', timestamp: daysAgo(1, 10) })
    await takeIn(judging, lead, sessionsFile([one]))
    const page = await show('/coding/sessions')
    await page.getByLabel('Developer').fill('ada@example.org')
    await page.getByLabel('Order').selectOption('the newest first')
    await page.getByRole('button', { name: 'Filter' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('developer')).toBe('ada@example.org')
    const developers = page.getByRole('table').locator('tbody tr td:nth-child(2)')
    await expect.poll(async () => new Set(await developers.allInnerTexts())).toEqual(new Set(['ada@example.org']))
    const opener = page.getByRole('button', { name: /^Details of the session of .*, followed$/ })
    await opener.click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('#7 Round half to even').waitFor()
    await drawer.getByText('c0ffee1234').waitFor()
    await drawer.getByText('The first pull request that followed within seven days: merged.').waitFor()
    expect(await drawer.innerText()).toMatch(/by the price table \S+/)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.getByRole('link', { name: 'ada@example.org' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'ada@example.org' }).waitFor()
    await page.getByRole('img', { name: /^Sessions by model/ }).waitFor()
    await page.reload()
    await page.getByRole('img', { name: /^Sessions by repository/ }).waitFor()
  })

  it('the address keeps time, model and repository, so that a link shows the same', async () => {
    const page = await show('/coding')
    await page.getByRole('radio', { name: '30 days' }).click()
    await page.getByLabel('Repository').fill('acme/api')
    await page.getByRole('button', { name: 'Show' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('?days=30&repo=acme%2Fapi')
    await page.reload()
    expect(await page.getByLabel('Repository').inputValue()).toBe('acme/api')
    expect(await page.getByRole('radio', { name: '30 days' }).getAttribute('aria-checked')).toBe('true')
    await page.getByRole('link', { name: 'Trends' }).click()
    expect(await page.getByLabel('Repository').inputValue()).toBe('acme/api')
    await page.getByRole('img', { name: /^Acceptance rate/ }).waitFor()
    await page.getByRole('radio', { name: 'From a day to a day' }).click()
    await page.getByLabel('First day (UTC)').fill(daysAgo(4).slice(0, 10))
    await page.getByLabel('Last day (UTC)').fill(daysAgo(2).slice(0, 10))
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('from')).toBe(daysAgo(4).slice(0, 10))
    await page.goBack()
    await expect.poll(() => page.getByRole('radio', { name: '30 days' }).getAttribute('aria-checked')).toBe('true')
    expect(await page.getByLabel('First day (UTC)').count()).toBe(0)
  })

  it('the dashboard shows how sessions are spread, by what its address says, with the numbers as a table', async () => {
    const page = await show('/coding?days=30')
    await page.getByRole('img', { name: /^Sessions by model/ }).waitFor()
    const spread = page.getByRole('region', { name: /^Sessions by .*, with what was accepted$/ })
    const model = spread.getByRole('row').filter({ hasText: 'local/nobody-prices-this' })
    expect(await model.innerText()).toMatch(/\d+ %.*n = \d+/s)
    await page.getByRole('radio', { name: 'Latency' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('?days=30&by=latency')
    await page.getByRole('img', { name: /^Sessions by the time that they took/ }).waitFor()
    await page.reload()
    await page.getByRole('img', { name: /^Sessions by the time that they took/ }).waitFor()
    await page.getByText('The numbers', { exact: true }).last().click()
    await page.getByRole('cell', { name: '1 s to 2 s' }).first().waitFor()
    // models of two repositories: nobody but who sees all is told them one by one
    const other = await open(judging.at('/coding?days=30&by=repo_slug'))
    await other.getByText(/are of repositories that are not told one by one/).waitFor()
    expect(await other.getByText('acme/api').count()).toBe(0)
  })

  it('costs are added up by model, and sessions without a price stand apart', async () => {
    const page = await show('/coding?days=30')
    await page.getByRole('navigation', { name: 'Coding' }).getByRole('link', { name: 'Costs' }).click()
    await page.getByRole('img', { name: /^Cost by model/ }).waitFor()
    const rows = page.getByRole('region', { name: 'Costs by model' }).getByRole('row')
    const cells = await rows.filter({ hasText: 'local/nobody-prices-this' }).getByRole('cell').allInnerTexts()
    expect(cells[1]).toBe('not known')
    expect(cells[2]).toBe(cells[3])
    const unpriced = (await rows.locator('td:nth-child(4)').allInnerTexts()).reduce((sum, n) => sum + Number(n), 0)
    await page.getByText(`Of ${unpriced} sessions more the cost is not known`).waitFor()
    await page.getByRole('radio', { name: 'Day', exact: true }).click()
    await page.getByRole('img', { name: /^Cost\. / }).waitFor()
    expect(new URL(page.url()).search).toBe('?days=30&by=day')
  })

  it('those that are filtered are downloaded as CSV and as Parquet', async () => {
    const page = await show('/coding/sessions?developer=bob%40example.org')
    const fetched = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Download these sessions as ${name}` }).click(),
      ])
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
    }
    const csv = await fetched('CSV')
    expect(csv.name).toBe('sessions.csv')
    const [head = '', ...lines] = csv.bytes.toString().trimEnd().split('\r\n')
    const developer = head.split(',').findIndex((name) => name.includes('developer_id'))
    expect(new Set(lines.map((line) => line.split(',')[developer]))).toEqual(new Set(['bob@example.org']))
    const parquet = await fetched('Parquet')
    expect(parquet.name).toBe('sessions.parquet')
    expect(parquet.bytes.subarray(0, 4).toString()).toBe('PAR1')
  })

  it('who follows the link to the policy is taken to it', async () => {
    const page = await show('/coding')
    await page.setViewportSize({ width: 1280, height: 500 })
    await tile(page, 'model_selection_accuracy').getByRole('link', { name: 'Say which' }).click()
    const title = page.getByRole('heading', { name: 'Models that are meant to be used' })
    await title.waitFor()
    await expect
      .poll(() => title.evaluate((heading) => Math.round(heading.getBoundingClientRect().top)))
      .toBeLessThan(100)
  })

  it('two models stand beside each other with the difference and a verdict in words', async () => {
    const page = await show('/coding/compare')
    await page.getByLabel('First model').fill('openai/gpt-4o-2024-08-06')
    await page.getByLabel('Second model').fill('anthropic/claude-3-haiku-20240307')
    await page.getByRole('button', { name: 'Compare' }).click()
    const rows = page.getByRole('table').locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(9)
    const accepted = rows.filter({ hasText: 'Acceptance rate' })
    expect(await accepted.locator('td:last-child').innerText()).toMatch(/^(the second is (better|worse)|unclear)/)
    expect(await rows.filter({ hasText: 'Commit frequency' }).innerText()).toContain('not of a model')
  })

  it('a policy gives model selection accuracy its value', async () => {
    const page = await show('/coding/data')
    await page.getByLabel('Models, one a line').fill('openai/gpt-4o-2024-08-06\n')
    await page.getByRole('button', { name: 'Keep the policy' }).click()
    await page.getByText(/^Said .*: 1 model\.$/).waitFor()
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await tile(page, 'model_selection_accuracy').getByText('misses the threshold').waitFor()
  })

  it('who is not logged in is told why he sees no sessions, and where to log in; a member sees his own', async () => {
    const page = await open(judging.at('/coding?repo=acme%2Fapi'))
    await tile(page, 'acceptance_rate').getByText('too few developers').waitFor()
    expect(await tile(page, 'acceptance_rate').innerText()).not.toMatch(/n = /)
    await page.getByRole('link', { name: 'Sessions' }).click()
    await page.getByText('Sessions are shown to those who are logged in').waitFor()
    await page.getByRole('link', { name: 'Log in to see sessions' }).click()
    const member = await judging.member('developer')
    await page.getByLabel('E-mail').fill(member.email)
    await page.getByLabel('Password', { exact: true }).fill(member.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('There is no such session that you may see.').waitFor()
    expect(await page.getByRole('navigation', { name: 'Coding' }).getByRole('link', { name: 'Data' }).count()).toBe(0)

    const lead = await show('/coding/data')
    await lead.getByLabel('Developer, as sessions name him').fill('bob@example.org')
    await lead.getByLabel('E-mail of the account').fill(member.email)
    await lead.getByRole('button', { name: 'Say whose it is' }).click()
    await lead.getByText(`bob@example.org is the account ${member.email}.`).waitFor()
    await page.reload()
    const developers = page.getByRole('table').locator('tbody tr td:nth-child(2)')
    await expect.poll(async () => new Set(await developers.allInnerTexts())).toEqual(new Set(['bob@example.org']))
  })

  it('what a proxy keeps is fetched with a receipt, and what cannot be fetched is said in words', async () => {
    const page = await show('/coding/data')
    await page.getByLabel('First day (may be left out)').fill('2026-03-01')
    await page.getByLabel('Last day (may be left out)').fill('2026-03-01')
    await page.getByRole('button', { name: 'Fetch from the proxy' }).click()
    const receipt = page.getByRole('status').filter({ hasText: '2026-03-01 to 2026-03-01 was fetched' })
    await receipt.waitFor()
    expect(await receipt.innerText()).toContain('Sessions: 1 added')
    await page.getByRole('list', { name: 'What was taken in' }).getByText('2026-03-01 to 2026-03-01').waitFor()
    await page.getByLabel('Repository on GitHub').fill('nobody')
    await page.getByRole('button', { name: 'Fetch from GitHub' }).click()
    expect(await page.getByRole('alert').innerText()).toContain('owner/name')
  })

  it('what was taken in is taken back once that was confirmed', async () => {
    await takeIn(judging, lead, sessionsFile([drawSession('by mistake')], 'by mistake.jsonl'))
    const page = await show('/coding/data')
    const list = page.getByRole('list', { name: 'What was taken in' })
    await list.getByRole('button', { name: 'Take back by mistake.jsonl' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click()
    await list.getByText('by mistake.jsonl').waitFor({ state: 'detached' })
    await page.goto(judging.at('/coding/sessions?session=by%20mistake'))
    await page.getByRole('dialog').getByRole('alert').waitFor()
  })

  it('simulated sessions are called so wherever their numbers are', async () => {
    const before = await show('/coding')
    await tile(before, 'acceptance_rate').getByText('keeps the threshold').waitFor()
    expect(await before.getByText(/simulated/).count()).toBe(0)
    const sample = await fetch(judging.at('/api/coding/sample'))
    // whatever the file is called
    const { simulated } = await takeIn(judging, lead, new File([await sample.text()], 'traces of ours.jsonl'))
    expect(simulated).toBeGreaterThan(1000)
    const commits = await fetch(judging.at('/api/coding/sample?of=commits'))
    await takeIn(judging, lead, new File([await commits.text()], 'work of ours.json'))
    const included = /^Includes [\d,]+ simulated sessions and [\d,]+ simulated pull requests and commits$/
    for (const path of ['', '/trends', '/insights', '/costs', '/developer?id=dev-01%40example.com']) {
      const page = await show(`/coding${path}${path.includes('?') ? '&' : '?'}days=30`)
      await page.getByText(included).waitFor()
    }
    // who is told of five developers and more is told of it, too
    const other = await open(judging.at('/coding?days=90'))
    await other.getByText(included).waitFor()
    await other
      .getByText(/, with [\d,]+ simulated sessions and [\d,]+ simulated pull requests and commits; n = /)
      .waitFor()
    const list = await show('/coding/sessions?developer=dev-01%40example.com')
    await list.getByRole('table').getByText('simulated', { exact: true }).first().waitFor()
    const compare = await show(
      '/coding/compare?first=openai%2Fgpt-4o-2024-08-06&second=anthropic%2Fclaude-3-haiku-20240307',
    )
    await compare.getByText(/^Includes [\d,]+ simulated sessions$/).waitFor()
  })
})
