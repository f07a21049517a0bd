import { Commit, PullRequest } from '@vouch/contracts/domains/coding'
import fc from 'fast-check'
import { existsSync, openAsBlob } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { collect } from './fixtures/collect.ts'
import { openStudy, studyFile } from './fixtures/study-file.ts'
import { readCommit } from './read-commits.ts'
import { readPullRequest, readPullRequestTable } from './read-pull-requests.ts'

const real = [studyFile('Claude_Code__prs.csv'), studyFile('Cursor__prs.csv')]

/** As GitHub's REST interface has it, with what else it says left out. */
const pull = {
  url: 'https://api.github.com/repos/acme/app/pulls/12',
  id: 9001,
  number: 12,
  state: 'closed',
  title: 'Count twice',
  user: { login: 'ada' },
  body: 'Closes #3.',
  created_at: '2026-03-01T09:00:00Z',
  updated_at: '2026-03-02T09:00:00Z',
  closed_at: '2026-03-02T09:00:00Z',
  merged_at: '2026-03-02T09:00:00Z',
  base: { ref: 'main', repo: { full_name: 'acme/app' } },
}
const commit = {
  sha: 'ABCDEF0123456789abcdef0123456789abcdef01',
  html_url: 'https://github.com/acme/app/commit/abcdef0123456789abcdef0123456789abcdef01',
  author: { login: 'ada' },
  commit: {
    author: { name: 'Ada', email: 'ada@example.org', date: '2026-03-01T10:00:00+01:00' },
    committer: { name: 'GitHub', date: '2026-03-05T09:00:00Z' },
    message: 'Count once\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n',
  },
}

describe('a pull request', () => {
  it('of GitHub’s REST interface is read', () => {
    expect(PullRequest.parse(readPullRequest(pull).value)).toEqual({
      repo_slug: 'acme/app',
      number: 12,
      title: 'Count twice',
      author: 'ada',
      state: 'closed',
      created_at: '2026-03-01T09:00:00.000Z',
      closed_at: '2026-03-02T09:00:00.000Z',
      merged_at: '2026-03-02T09:00:00.000Z',
      updated_at: '2026-03-02T09:00:00.000Z',
      reopened: null,
      reverts: null,
      simulated: false,
    })
  })

  it.each([
    ['the text of GitHub’s button', { body: 'Reverts acme/app#7' }, 7],
    ['the same with a reason below', { body: 'Reverts acme/App#7\r\n\r\nIt broke.' }, 7],
    ['another repository’s', { body: 'Reverts acme/other#7' }, null],
    ['a title with a number', { title: 'Revert "Add a cache (#41)"', body: null }, 41],
    ['a title that takes back one that takes back', { title: 'Revert "Revert "Add (#41)" (#42)"' }, 42],
    ['its own number behind it', { title: 'Revert "Add a cache (#41)" (#43)' }, 41],
    ['a title without a number', { title: 'Revert "Add a cache"' }, null],
    ['a text that only mentions it', { body: 'We had to look at what reverts #7 and why.' }, null],
    ['a title that only mentions it', { title: 'Do not revert (#41)' }, null],
  ])('takes back the one that it names: %s', (_name, change, reverts) => {
    expect(readPullRequest({ ...pull, ...change }).value?.reverts).toBe(reverts)
  })

  it.each([
    ['no number', { number: undefined }, 'there is no number'],
    ['number 0', { number: 0 }, 'number is 0'],
    ['a number that no list reaches', { number: 1e10 }, 'more than'],
    ['no date', { created_at: null }, 'there is no created_at'],
    ['a state of its own', { state: 'asleep', merged_at: null }, 'state is "asleep"'],
  ])('that cannot be read says why: %s', (_name, change, reason) => {
    expect(readPullRequest({ ...pull, ...change }).reason).toContain(reason)
  })

  it('that a search found is read, and an issue is not', () => {
    const { merged_at, ...found } = pull
    expect(readPullRequest({ ...found, pull_request: { merged_at } }).value?.merged_at).toBe('2026-03-02T09:00:00.000Z')
    expect(readPullRequest({ ...pull, html_url: 'https://github.com/acme/app/issues/12' }).reason).toBe(
      'it is an issue',
    )
  })

  it('with a text of a million blank lines is read at once', () => {
    const body = `${'\n'.repeat(1e6)}${' '.repeat(1e6)}Reverts ${'a'.repeat(1e6)}`
    const start = performance.now()
    expect(readPullRequest({ ...pull, body }).value?.reverts).toBeNull()
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('of a table is read, its text over several lines', async () => {
    const csv =
      'id,number,title,user,user_id,state,created_at,closed_at,merged_at,repo_url,html_url,body\n' +
      '1,8,Undo,ada,5,closed,2026-03-01T09:00:00Z,2026-03-01T10:00:00Z,,https://api.github.com/repos/acme/app,,"# Why\n\nReverts #7"\n' +
      '2,x,Undo,ada,5,closed,2026-03-01T09:00:00Z,,,https://api.github.com/repos/acme/app,,\n'
    const entries = await collect(readPullRequestTable(await openStudy(new Blob([csv]))))
    expect(entries[0]?.value).toMatchObject({ repo_slug: 'acme/app', number: 8, merged_at: null, reverts: 7 })
    expect(entries[1]?.dead).toMatchObject({ line: 2, reason: expect.stringContaining('number is a text') })
  })

  it.skipIf(!real.every((path) => existsSync(path)))('of the studied assistants is read, all 245', async () => {
    const entries = []
    for (const path of real) {
      entries.push(...(await collect(readPullRequestTable(await openStudy(await openAsBlob(path))))))
    }
    expect(entries.map(({ dead }) => dead?.reason).filter((reason) => reason !== undefined)).toEqual([])
    expect(entries.length).toBe(245)
    expect(entries.filter(({ value }) => value?.state === 'open').length).toBe(54)
    for (const { value } of entries) PullRequest.parse(value)
  })
})

describe('a commit', () => {
  it('of GitHub’s REST interface is its author’s, at the moment he made it', () => {
    expect(Commit.parse(readCommit(commit).value)).toEqual({
      sha: 'abcdef0123456789abcdef0123456789abcdef01',
      repo_slug: 'acme/app',
      author: 'ada',
      timestamp: '2026-03-01T09:00:00.000Z',
      message: 'Count once',
      reverts: '0123456789abcdef0123456789abcdef01234567',
      simulated: false,
    })
  })

  it('of nobody with an account is that of the address in Git', () => {
    expect(readCommit({ ...commit, author: null }).value?.author).toBe('ada@example.org')
  })

  it.each([
    [{ sha: null }, 'there is no sha'],
    [{ sha: '../etc' }, 'no hash'],
    [{ commit: {} }, 'there is no date'],
  ])('that cannot be read says why: %s', (change, reason) => {
    expect(readCommit({ ...commit, ...change }).reason).toContain(reason)
  })
})

it('whatever stands in them, they are read or say why, and never throw', () => {
  const any = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('number', 'sha', 'user', 'state', 'created_at', 'commit', 'title'), fc.jsonValue()),
  )
  fc.assert(
    fc.property(any, (change) => {
      const pulls = readPullRequest(Object.assign({}, pull, change))
      const commits = readCommit(Object.assign({}, commit, change))
      for (const { value, reason } of [pulls, commits]) expect(value === undefined).toBe(reason !== undefined)
      if (pulls.value !== undefined) PullRequest.parse(pulls.value)
      if (commits.value !== undefined) Commit.parse(commits.value)
    }),
  )
})
