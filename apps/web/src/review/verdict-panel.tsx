import type { Verdict } from '@vouch/contracts/review'
import { useId, type Ref } from 'react'
import { CheckBox } from '../ui/check-box.tsx'
import { Choice } from '../ui/choice.tsx'
import { ConfidenceSlider } from '../ui/confidence-slider.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { type Choices, chooseVerdict, type Draft, labelsToName, nameLabel, toggleReason } from './draft.ts'
import { labelWords, VERDICT_WORDS } from './review-words.ts'
import { keyOfNumber } from './shortcut.ts'

interface VerdictPanelProps {
  draft: Draft
  choices: Choices
  onChange: (draft: Draft) => void
  noteRef: Ref<HTMLTextAreaElement>
  /** keys are on: they are written beside what they do */
  keys: boolean
}

/** All that may be said of a call. */
export function VerdictPanel({ draft, choices, onChange, noteRef, keys }: VerdictPanelProps) {
  return (
    <div className="space-y-5">
      {choices.called === null ? (
        <BlindChoices draft={draft} choices={choices} onChange={onChange} keys={keys} />
      ) : (
        <SeenChoices draft={draft} choices={choices} onChange={onChange} keys={keys} />
      )}
      <Reasons draft={draft} choices={choices} onChange={onChange} keys={keys} />
      <Note draft={draft} onChange={onChange} noteRef={noteRef} keys={keys} />
      <ConfidenceSlider value={draft.confidence} onChange={(confidence) => onChange({ ...draft, confidence })} />
    </div>
  )
}

type PartProps = Omit<VerdictPanelProps, 'noteRef'>

const VERDICT_KEYS = { accept: 'A', correct: 'C', reject: 'R', unsure: 'U' } as const satisfies Record<Verdict, string>

/** There is nothing to accept or to reject: a label, or none. */
function BlindChoices({ draft, choices, onChange, keys }: PartProps) {
  const group = useId()
  return (
    <fieldset className="space-y-2">
      <legend className="pb-2 text-base font-semibold">What is it?</legend>
      {labelsToName(choices).map((label, index) => (
        <Choice
          key={label}
          group={group}
          label={labelWords(label)}
          shortcut={keys ? keyOfNumber(index + 1) : null}
          checked={draft.verdict === 'correct' && draft.label === label}
          onChoose={() => onChange(nameLabel(draft, label))}
        />
      ))}
      <Choice
        group={group}
        label="Unsure"
        shortcut={keys ? VERDICT_KEYS.unsure : null}
        checked={draft.verdict === 'unsure'}
        onChoose={() => onChange(chooseVerdict(draft, 'unsure', choices))}
      />
    </fieldset>
  )
}

function SeenChoices({ draft, choices, onChange, keys }: PartProps) {
  const group = useId()
  const names = labelsToName(choices)
  const many = names.length > 1
  const called = labelWords(choices.called ?? '').toLowerCase()
  const other = labelWords(names[0] ?? '').toLowerCase()
  const notes: Record<Verdict, string> = {
    accept: `It is what it was called: “${called}”.`,
    correct: many ? 'It is something else: say what.' : `It is something else: “${other}”.`,
    reject: many
      ? `It is not what it was called: “${called}”.`
      : `It is not “${called}”, for a reason: it counts as “${other}”.`,
    unsure: 'It cannot be told from this.',
  }
  return (
    <fieldset className="space-y-2">
      <legend className="pb-2 text-base font-semibold">Your verdict</legend>
      {(['accept', 'correct', 'reject', 'unsure'] as const).map((verdict) => (
        <Choice
          key={verdict}
          group={group}
          label={VERDICT_WORDS[verdict]}
          note={notes[verdict]}
          shortcut={keys ? VERDICT_KEYS[verdict] : null}
          checked={draft.verdict === verdict}
          onChoose={() => onChange(chooseVerdict(draft, verdict, choices))}
        />
      ))}
      {draft.verdict === 'correct' && many && (
        <fieldset className="space-y-2 pl-4">
          <legend className="py-1 text-sm font-medium">
            What it is {keys && <span>(C again: the next one)</span>}
          </legend>
          {names.map((label) => (
            <Choice
              key={label}
              group={`${group}-label`}
              label={labelWords(label)}
              shortcut={null}
              checked={draft.label === label}
              onChoose={() => onChange(nameLabel(draft, label))}
            />
          ))}
        </fieldset>
      )}
    </fieldset>
  )
}

function Reasons({ draft, choices, onChange, keys }: PartProps) {
  const before = choices.called === null ? labelsToName(choices).length : 0
  return (
    <Disclosure title="Reasons" count={draft.reasons.length} open>
      <ul className="space-y-2">
        {choices.reasons.map(({ code, words }, index) => {
          const key = keys ? keyOfNumber(before + index + 1) : null
          return (
            <li key={code} className="flex items-start justify-between gap-3">
              <CheckBox
                label={words}
                checked={draft.reasons.includes(code)}
                onChange={() => onChange(toggleReason(draft, code))}
              />
              {key !== null && <KeyCap>{key}</KeyCap>}
            </li>
          )
        })}
      </ul>
    </Disclosure>
  )
}

const NOTE_CHARACTERS = 4000

function Note({ draft, onChange, noteRef, keys }: Omit<VerdictPanelProps, 'choices'>) {
  const id = useId()
  return (
    <div className="space-y-1 text-sm">
      <div className="flex items-center justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          Note
        </label>
        {keys && <KeyCap>N</KeyCap>}
      </div>
      <textarea
        id={id}
        ref={noteRef}
        rows={2}
        dir="auto"
        maxLength={NOTE_CHARACTERS}
        value={draft.note}
        aria-describedby={keys ? `${id}-keys` : undefined}
        aria-keyshortcuts={keys ? 'N' : undefined}
        onChange={(event) => onChange({ ...draft, note: event.target.value })}
        className="block w-full rounded-md border border-edge bg-surface px-3 py-2 text-base text-ink sm:text-sm"
      />
      {keys && (
        <p id={`${id}-keys`} className="text-muted">
          While you type, keys are letters: Esc leaves the note, Ctrl Enter sends.
        </p>
      )}
    </div>
  )
}
