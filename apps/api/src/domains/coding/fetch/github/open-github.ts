import { VouchError } from '@vouch/core/error'
import { type Clock, openUpstream } from '../open-upstream.ts'

export interface GithubOptions {
  /** of the REST interface, without a slash at its end */
  readonly base: string
  readonly token: string | undefined
  /** the most that a page may hold */
  readonly bytes: number
  readonly clock: Clock
}

/** `unchanged`: it is as it was when it had that tag. `cut`: GitHub gives no page so far back. */
export type GithubPage =
  | { readonly is: 'unchanged' }
  | { readonly is: 'cut' }
  | { readonly is: 'page'; readonly records: readonly unknown[]; readonly etag: string; readonly next: string | null }

export interface Github {
  /** A page of a list of a repository’s. @throws VouchError `not_found`, `upstream`, `unavailable` */
  get(url: string, repo: string, etag: string): Promise<GithubPage>
}

/** GitHub’s REST interface: one page at a time. */
export function openGithub({ base, token, bytes, clock }: GithubOptions): Github {
  const upstream = openUpstream({
    name: 'GitHub',
    base,
    setting: 'GITHUB_URL',
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    bytes,
    clock,
    hint: token === undefined ? ' With a token in GITHUB_TOKEN it answers more often.' : '',
  })
  return {
    async get(url, repo, etag) {
      const answer = await upstream.ask(url, etag === '' ? {} : { 'if-none-match': etag })
      if (answer.status === 304) return { is: 'unchanged' }
      if (!answer.ok) {
        await answer.body?.cancel()
        // an empty repository has no list of commits
        if (answer.status === 409) return { is: 'page', records: [], etag: '', next: null }
        if (answer.status === 422) return { is: 'cut' }
        throw refusal(answer.status, repo, token !== undefined)
      }
      const records = await upstream.readJson(answer)
      if (!Array.isArray(records))
        throw new VouchError('upstream', 'GitHub answered with something that is no list. Is GITHUB_URL right?')
      const next = nextOf(answer.headers.get('link') ?? '')
      return {
        is: 'page',
        records,
        etag: answer.headers.get('etag') ?? '',
        next: next === null ? null : upstream.within(next, url),
      }
    },
  }
}

function refusal(status: number, repo: string, hasToken: boolean): VouchError {
  if (status === 401)
    return new VouchError('upstream', 'GitHub does not know the token in GITHUB_TOKEN, or not any more.')
  if (status === 404)
    return new VouchError(
      'not_found',
      `GitHub has no repository ${repo}, or ${hasToken ? 'the token in GITHUB_TOKEN may not see it' : 'it needs a token in GITHUB_TOKEN to be seen'}.`,
    )
  if (status === 403)
    return new VouchError(
      'upstream',
      `GitHub refuses to tell of ${repo}${hasToken ? ' with the token in GITHUB_TOKEN' : ''}.`,
    )
  return new VouchError('upstream', `GitHub answered with status ${status}.`)
}

/** RFC 8288, as far as GitHub writes it: `<https://…>; rel="next", <…>; rel="last"`. */
function nextOf(link: string): string | null {
  for (const [, url = '', rest = ''] of link.matchAll(/<([^>]*)>([^<]*)/g))
    if (/;\s*rel\s*=\s*"?next"?(?:\s|[;,]|$)/i.test(rest)) return url
  return null
}
