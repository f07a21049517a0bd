import type { DoctorFeedbackInput } from '@vouch/contracts/clinic'
import type { HeartLabel } from '@vouch/contracts/domains/heart'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { ShownProblem } from '../problem.ts'
import { useVisibleSeconds } from '../review/use-visible-seconds.ts'
import { Form } from '../ui/form.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { choicesOf, isShortcut } from './verdict-choice.ts'

export type Verdict = Omit<DoctorFeedbackInput, 'recommendation_id'>

interface VerdictFormProps {
  /** what was called; null: it is judged before it is shown */
  label: HeartLabel | null
  action: string
  busy: boolean
  problem: ShownProblem | null
  onGive: (verdict: Verdict) => void
  /** what is judged; the keys work within it */
  children?: ReactNode
  /** of the region, for a listener */
  name: string
}

const SURE = [
  ['', 'not said'],
  ['0.5', '50 %, a guess'],
  ['0.6', '60 %'],
  ['0.7', '70 %'],
  ['0.8', '80 %'],
  ['0.9', '90 %'],
  ['0.95', '95 %'],
  ['0.99', '99 %'],
] as const

/** What is judged, and the verdict on it: a key chooses, Enter gives it. Keys count within this region alone. */
export function VerdictForm({ label, action, busy, problem, onGive, children, name }: VerdictFormProps) {
  const choices = choicesOf(label)
  const [chosen, setChosen] = useState<string | null>(null)
  const [notes, setNotes] = useState('')
  const [sure, setSure] = useState<(typeof SURE)[number][0]>('')
  const seconds = useVisibleSeconds()
  const radios = useRef(new Map<string, HTMLInputElement>())
  const group = useId()
  const press = (event: KeyboardEvent) => {
    const found = choices.find(({ key }) => key === event.key.toUpperCase())
    if (found === undefined || !isShortcut(event.nativeEvent)) return
    event.preventDefault()
    setChosen(found.key)
    // Enter sends it from there
    radios.current.get(found.key)?.focus()
  }
  const give = () => {
    const found = choices.find(({ key }) => key === chosen)
    if (found === undefined) return
    onGive({
      ...found.sent,
      doctor_notes: notes.trim() === '' ? null : notes,
      confidence_score: sure === '' ? null : Number(sure),
      review_time_seconds: seconds(),
    })
  }
  return (
    <section aria-label={name} tabIndex={-1} onKeyDown={press} className="space-y-6 outline-none">
      {children}
      <Form action={action} busyWord="Keeping…" busy={busy} ready={chosen !== null} problem={problem} onSubmit={give}>
        <fieldset className="space-y-2">
          <legend className="pb-1 text-sm font-medium">
            {label === null ? 'What is it? You judge before the call is shown.' : 'Your verdict on the call'}
          </legend>
          {choices.map(({ key, words }) => (
            <label key={key} className="flex cursor-pointer items-center gap-3 text-sm">
              <input
                ref={(element) => {
                  if (element) radios.current.set(key, element)
                }}
                type="radio"
                name={group}
                value={key}
                aria-keyshortcuts={key}
                checked={chosen === key}
                onChange={() => setChosen(key)}
                className="size-5 accent-(--accent)"
              />
              <span>{words}</span>
              <kbd className="rounded border border-rule bg-sunken px-1.5 font-mono text-xs" aria-hidden="true">
                {key}
              </kbd>
            </label>
          ))}
        </fieldset>
        <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <Notes text={notes} onChange={setNotes} />
          <SelectField label="How sure are you?" value={sure} options={SURE} onChange={setSure} />
        </div>
      </Form>
    </section>
  )
}

const MOST_CHARACTERS = 4000

function Notes({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <div className="space-y-1 text-sm">
      <label htmlFor={id} className="block font-medium">
        Notes
      </label>
      <textarea
        id={id}
        dir="auto"
        rows={2}
        maxLength={MOST_CHARACTERS}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        className="block w-full rounded-md border border-edge bg-surface px-3 py-2 text-base text-ink sm:text-sm"
      />
    </div>
  )
}
