import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ToggleChoice } from '../../ui/toggle-choice.tsx'
import { type CompareKpisSearch, DAYS_BACK } from './coding-search.ts'
import { NamesList, useKnownNames } from './known-names.tsx'

interface SidesFormProps {
  search: CompareKpisSearch
  onChange: (search: CompareKpisSearch) => void
}

const BY = [
  ['model', 'Two models'],
  ['period', 'Two periods'],
] as const
const SPANS = DAYS_BACK.map((days) => [String(days), `the last ${days} days`] as const)

/** What is held against what. */
export function SidesForm({ search, onChange }: SidesFormProps) {
  const [by, setBy] = useState<'model' | 'period'>(search.by ?? 'model')
  const [repo, setRepo] = useState(search.repo ?? '')
  const names = useKnownNames()
  const send = (sides: Pick<CompareKpisSearch, 'first' | 'second' | 'days'>) =>
    onChange({
      ...sides,
      by: by === 'period' ? by : undefined,
      repo: repo.trim() === '' ? undefined : repo.trim(),
    })
  const common = (
    <>
      <TextField
        label="Repository"
        placeholder="all repositories"
        list="compare-repositories"
        value={repo}
        onChange={setRepo}
      />
      <NamesList id="compare-repositories" names={names.repositories} />
      <NamesList id="compare-models" names={names.models} />
    </>
  )
  return (
    <div className="space-y-4">
      <ToggleChoice label="What is compared" value={by} options={BY} onChange={setBy} />
      {by === 'model' ? (
        <Models search={search.by === undefined ? search : {}} onSend={send}>
          {common}
        </Models>
      ) : (
        <Periods search={search.by === 'period' ? search : {}} onSend={send}>
          {common}
        </Periods>
      )}
    </div>
  )
}

interface SidesProps {
  search: CompareKpisSearch
  onSend: (sides: Pick<CompareKpisSearch, 'first' | 'second' | 'days'>) => void
  children: ReactNode
}

const GRID = 'grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-4'

function Models({ search, onSend, children }: SidesProps) {
  const [first, setFirst] = useState(search.first ?? '')
  const [second, setSecond] = useState(search.second ?? '')
  const [days, setDays] = useState(String(search.days ?? 30))
  const ready = first.trim() !== '' && second.trim() !== ''
  return (
    <form
      aria-label="Two models"
      className={GRID}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready)
          onSend({
            first: first.trim(),
            second: second.trim(),
            days: DAYS_BACK.find((one) => String(one) === days),
          })
      }}
    >
      <TextField label="First model" list="compare-models" required value={first} onChange={setFirst} />
      <TextField label="Second model" list="compare-models" required value={second} onChange={setSecond} />
      <SelectField label="Over" value={days} options={SPANS} onChange={setDays} />
      {children}
      <Button type="submit" look="primary" disabled={!ready}>
        Compare
      </Button>
    </form>
  )
}

function Periods({ search, onSend, children }: SidesProps) {
  const [first, setFirst] = useState(() => daysOf(search.first))
  const [second, setSecond] = useState(() => daysOf(search.second))
  const ready = [...first, ...second].every((date) => date !== '') && isForward(first) && isForward(second)
  return (
    <form
      aria-label="Two periods"
      className={GRID}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onSend({ first: first.join('..'), second: second.join('..') })
      }}
    >
      <PeriodFields name="First period" period={first} onChange={setFirst} />
      <PeriodFields name="Second period" period={second} onChange={setSecond} />
      {children}
      <Button type="submit" look="primary" disabled={!ready}>
        Compare
      </Button>
    </form>
  )
}

type Period = readonly [from: string, to: string]

function daysOf(period: string | undefined): Period {
  const [from = '', to = ''] = (period ?? '').split('..')
  return [from, to]
}

function isForward([from, to]: Period): boolean {
  return from === '' || to === '' || from <= to
}

function PeriodFields({
  name,
  period,
  onChange,
}: {
  name: string
  period: Period
  onChange: (period: Period) => void
}) {
  const [from, to] = period
  return (
    <>
      <TextField
        label={`${name} from (UTC)`}
        type="date"
        required
        value={from}
        onChange={(day) => onChange([day, to])}
      />
      <TextField
        label={`${name} to`}
        type="date"
        required
        value={to}
        fault={isForward(period) ? null : 'It is before the first day.'}
        onChange={(day) => onChange([from, day])}
      />
    </>
  )
}
