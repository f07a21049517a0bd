import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ToggleChoice } from '../../ui/toggle-choice.tsx'
import { type CodingSearch, DAYS_BACK, daysBackOf, hasOwnDays } from './coding-search.ts'
import { NamesList, useKnownNames } from './known-names.tsx'

interface RangeFilterProps {
  search: CodingSearch
  /** whether a model may be asked for */
  byModel?: boolean
  /** whether days of one’s own may be */
  byDates?: boolean
  onChange: (search: CodingSearch) => void
}

const BACK = DAYS_BACK.map((days) => [String(days), `${days} days`] as const)

/** Over which time, and of which model and repository. It is applied when it is sent, but for the usual times. */
export function RangeFilter({ search, byModel = true, byDates = true, onChange }: RangeFilterProps) {
  const address = JSON.stringify(search)
  // at which address days of one’s own were wanted that are not said yet: another address asks anew
  const [wanted, setWanted] = useState<string | null>(null)
  const own = hasOwnDays(search) || wanted === address
  const choose = (value: string) => {
    setWanted(value === 'own' ? address : null)
    const days = DAYS_BACK.find((one) => String(one) === value)
    if (days !== undefined) onChange({ model: search.model, repo: search.repo, days })
  }
  const show = (next: CodingSearch) => {
    setWanted(null)
    onChange(next)
  }
  return (
    <div className="space-y-4">
      <ToggleChoice
        label="Time"
        value={own ? 'own' : String(daysBackOf(search))}
        options={[...BACK, ...(byDates ? [['own', 'From a day to a day'] as const] : [])]}
        onChange={choose}
      />
      <Fields key={address} search={search} own={own} byModel={byModel} onChange={show} />
    </div>
  )
}

interface FieldsProps extends Required<Pick<RangeFilterProps, 'search' | 'byModel' | 'onChange'>> {
  own: boolean
}

function Fields({ search, own, byModel, onChange }: FieldsProps) {
  const [draft, setDraft] = useState({
    from: search.from ?? '',
    to: search.to ?? '',
    model: search.model ?? '',
    repo: search.repo ?? '',
  })
  const names = useKnownNames()
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  })
  const said = (name: keyof typeof draft) => (draft[name].trim() === '' ? undefined : draft[name].trim())
  const backwards = own && draft.from !== '' && draft.to !== '' && draft.to < draft.from
  const filtered = search.model !== undefined || search.repo !== undefined
  return (
    <form
      aria-label="Which sessions"
      className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))]"
      onSubmit={(event) => {
        event.preventDefault()
        if (backwards) return
        const dates = own ? { from: said('from'), to: said('to') } : { days: search.days }
        onChange({ ...dates, model: said('model'), repo: said('repo') })
      }}
    >
      {own && (
        <>
          <TextField label="First day (UTC)" type="date" required {...field('from')} />
          <TextField
            label="Last day (UTC)"
            type="date"
            fault={backwards ? 'It is before the first day.' : null}
            {...field('to')}
          />
        </>
      )}
      {byModel && (
        <TextField label="Model" placeholder="all models" list="coding-models" maxLength={400} {...field('model')} />
      )}
      <TextField
        label="Repository"
        placeholder="all repositories"
        list="coding-repositories"
        maxLength={400}
        {...field('repo')}
      />
      <NamesList id="coding-models" names={names.models} />
      <NamesList id="coding-repositories" names={names.repositories} />
      <div className="flex gap-3">
        <Button type="submit">Show</Button>
        {filtered && (
          <Button look="quiet" onClick={() => onChange({ ...search, model: undefined, repo: undefined })}>
            Show all
          </Button>
        )}
      </div>
    </form>
  )
}
