import { ERROR_STATUS, KEPT_RATIO } from '@vouch/core/domains/coding/session-day'
import { type SQL, sql } from 'drizzle-orm'

/**
 * What is added up of sessions that count once (`sign` 1) or not any more as they were (-1), by the name of its column, and of
 * which of them: the words of `sumByDay` for a database.
 */
const SUMS: Readonly<Record<string, readonly [of: string, where?: string]>> = {
  sessions: ['sign'],
  decided: ['sign', 'accepted is not null'],
  accepted: ['sign', 'accepted'],
  answered: ['sign', 'status_code is not null'],
  errors: ['sign', `status_code >= ${ERROR_STATUS}`],
  tokens: ['sign * total_tokens'],
  accepted_counted: ['sign', 'accepted and total_tokens is not null'],
  accepted_tokens: ['sign * total_tokens', 'accepted'],
  line_tokens: ['sign * total_tokens', 'accepted and accepted_lines is not null'],
  lines: ['sign * accepted_lines', 'accepted and total_tokens is not null'],
  accepted_lines: ['sign * accepted_lines', 'accepted'],
  rated: ['sign', 'diff_ratio is not null'],
  kept: ['sign', `diff_ratio >= ${KEPT_RATIO}`],
  costed: ['sign', 'cost_pico is not null'],
  cost_pico: ['sign * cost_pico'],
}
const ENDS = ['first_ms', 'last_ms']

/** The columns that `sumsOfDays` gives, in its order. */
export const DAY_SUM_COLUMNS = list(['date', 'developer', 'model', 'repo', ...Object.keys(SUMS), ...ENDS])

/** The columns that `sumsOfDeveloperDays` gives, in its order. */
export const DEVELOPER_DAY_COLUMNS = list(['date', 'developer', 'named', ...Object.keys(SUMS), ...ENDS])

/** What sessions add up to, by day, developer, model and repository; `from` gives them, each with its `sign`. */
export function sumsOfDays(from: SQL): SQL {
  return sql`select (at at time zone 'UTC')::date as date, coalesce(developer_id, '') as developer, coalesce(model, '') as model,
      coalesce(repo_slug, '') as repo, ${SUMS_OF_SESSIONS}, min(extract(epoch from at) * 1000)::bigint as first_ms,
      max(extract(epoch from at) * 1000)::bigint as last_ms
    from ${from} group by 1, 2, 3, 4`
}

const SUMS_OF_SESSIONS = list(
  Object.entries(SUMS).map(
    ([name, [of, where]]) =>
      `coalesce(sum(${of})${where === undefined ? '' : ` filter (where ${where})`}, 0)::bigint as ${name}`,
  ),
)

/** What such sums add up to, by day and developer. */
export function sumsOfDeveloperDays(from: SQL): SQL {
  return sql`select date, developer, coalesce(sum(sessions) filter (where model <> ''), 0)::bigint as named, ${SUMS_OF_DAYS},
      min(first_ms) as first_ms, max(last_ms) as last_ms
    from ${from} group by 1, 2`
}

const SUMS_OF_DAYS = list(Object.keys(SUMS).map((name) => `sum(${name})::bigint as ${name}`))

/** A row’s sums, of a table that is called `day`, and the new ones. */
export function withAdded(more: readonly string[] = []): SQL {
  return list([
    ...[...more, ...Object.keys(SUMS)].map((name) => `${name} = day.${name} + excluded.${name}`),
    'first_ms = least(day.first_ms, excluded.first_ms)',
    'last_ms = greatest(day.last_ms, excluded.last_ms)',
  ])
}

function list(words: readonly string[]): SQL {
  return sql.raw(words.join(', '))
}
