import type { CodingSession } from '@vouch/contracts/domains/coding'
import { trpc } from '../../trpc.ts'
import { useSight } from './use-sight.ts'

/** How many of the newest sessions are looked through. */
const LOOKED_AT = 100

interface KnownNames {
  readonly models: readonly string[]
  readonly repositories: readonly string[]
  readonly developers: readonly string[]
}

/** What may be typed: the models of the policy, and what stands in the newest sessions that the reader sees. */
export function useKnownNames(): KnownNames {
  const policy = trpc.coding.policy.useQuery()
  const sessions = useNewestSessions() ?? []
  return {
    models: distinct([...(policy.data?.models ?? []), ...sessions.map(({ model }) => model)]),
    repositories: distinct(sessions.map(({ repo_slug: repo }) => repo)),
    developers: distinct(sessions.map(({ developer_id: developer }) => developer)),
  }
}

/** Null while they are not known, and for whoever sees none. */
export function useNewestSessions(): readonly CodingSession[] | null {
  const sight = useSight()
  const seen = sight !== null && sight.sees !== 'nobody'
  const page = trpc.coding.sessions.useQuery({ page_size: LOOKED_AT }, { enabled: seen, staleTime: 60_000 })
  return page.data?.sessions ?? null
}

/** Suggestions of a text field. */
export function NamesList({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </datalist>
  )
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))].toSorted((a, b) => a.localeCompare(b))
}
