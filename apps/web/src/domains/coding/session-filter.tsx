import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { SessionsSearch } from './coding-search.ts'
import { NamesList, useKnownNames } from './known-names.tsx'

interface SessionFilterProps {
  search: SessionsSearch
  onChange: (search: SessionsSearch) => void
}

const SORT_WORDS = [
  ['newest', 'the newest first'],
  ['oldest', 'the oldest first'],
  ['dearest', 'the dearest first'],
  ['cheapest', 'the cheapest first'],
  ['most-tokens', 'most tokens first'],
  ['fewest-tokens', 'fewest tokens first'],
] as const

/** Which sessions, and in which order. Applied when it is sent: each look at sessions of others is an entry of the trail. */
export function SessionFilter({ search, onChange }: SessionFilterProps) {
  const { sort = 'newest' } = search
  return (
    <div className="space-y-4">
      <Fields key={JSON.stringify({ ...search, page: 0, session: '' })} search={search} onChange={onChange} />
      <SelectField
        label="Order"
        value={sort}
        options={SORT_WORDS}
        onChange={(value) =>
          onChange({ ...search, page: undefined, session: undefined, sort: value === 'newest' ? undefined : value })
        }
      />
    </div>
  )
}

const NAMES = ['developer', 'model', 'repo', 'from', 'to'] as const
type Name = (typeof NAMES)[number]

function Fields({ search, onChange }: SessionFilterProps) {
  const [draft, setDraft] = useState<Record<Name, string>>({
    developer: search.developer ?? '',
    model: search.model ?? '',
    repo: search.repo ?? '',
    from: search.from ?? '',
    to: search.to ?? '',
  })
  const known = useKnownNames()
  const field = (name: Name) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  })
  const said = (name: Name) => (draft[name].trim() === '' ? undefined : draft[name].trim())
  const backwards = draft.from !== '' && draft.to !== '' && draft.to < draft.from
  const names = { spellCheck: false, autoComplete: 'off', maxLength: 400 } as const
  return (
    <form
      aria-label="Filter"
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (backwards) return
        onChange({
          sort: search.sort,
          developer: said('developer'),
          model: said('model'),
          repo: said('repo'),
          from: said('from'),
          to: said('to'),
        })
      }}
    >
      <TextField label="Developer" list="session-developers" {...names} {...field('developer')} />
      <TextField label="Model" list="session-models" {...names} {...field('model')} />
      <TextField label="Repository" list="session-repositories" {...names} {...field('repo')} />
      <TextField label="First day (UTC)" type="date" {...field('from')} />
      <TextField
        label="Last day (UTC)"
        type="date"
        fault={backwards ? 'It is before the first day.' : null}
        {...field('to')}
      />
      <NamesList id="session-developers" names={known.developers} />
      <NamesList id="session-models" names={known.models} />
      <NamesList id="session-repositories" names={known.repositories} />
      <div className="flex gap-3 sm:col-span-2 lg:col-span-5">
        <Button type="submit">Filter</Button>
        {NAMES.some((name) => search[name] !== undefined) && (
          <Button look="quiet" onClick={() => onChange({ sort: search.sort })}>
            Show all
          </Button>
        )}
      </div>
    </form>
  )
}
