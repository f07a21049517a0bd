import type { LeasedItem, QueueState, Review } from '@vouch/contracts/review'
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react'
import type { ShownProblem } from '../problem.ts'
import { useAction } from '../use-action.ts'
import { Button } from '../ui/button.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { type Choices, chooseNumber, chooseVerdict, type Draft, EMPTY_DRAFT, missingIn, saidIn } from './draft.ts'
import { newKey, sendVerdict, type SentVerdict, type VerdictPath } from './send-verdict.ts'
import { placeOf, type Shortcut, shortcutOf } from './shortcut.ts'
import { useVisibleSeconds } from './use-visible-seconds.ts'
import { VerdictPanel } from './verdict-panel.tsx'

export interface JudgedPlace {
  readonly prediction_id: string
  readonly row: number
}

interface JudgeProps {
  place: JudgedPlace
  /** null: it is judged before it is shown */
  call: LeasedItem['call']
  words: Pick<QueueState, 'labels' | 'reasons'>
  path: VerdictPath
  /** the review that this one takes the place of */
  corrects?: string
  initial?: Draft
  keys: boolean
  /** lays the call aside, and what that is called */
  skip: { readonly word: string; readonly run: () => Promise<void> }
  /** W and Z, where the screen knows what they do */
  onKey?: (key: 'why' | 'undo') => void
  onDone: (review: Review) => void
  /** what can be done about a refusal */
  renderWayOut?: (problem: ShownProblem) => ReactNode
}

/** The verdict on one call, by mouse or by keys alone. What was typed stays when it is refused. Give it a key of its call. */
export function Judge({
  place,
  call,
  words,
  path,
  corrects,
  initial,
  keys,
  skip,
  onKey,
  onDone,
  renderWayOut,
}: JudgeProps) {
  const [draft, setDraft] = useState(initial ?? EMPTY_DRAFT)
  const [told, setTold] = useState(false)
  const note = useRef<HTMLTextAreaElement>(null)
  const choices: Choices = { ...words, called: call?.label ?? null }
  const missing = missingIn(draft)
  const sending = useSending({ ...place, ...(corrects === undefined ? {} : { corrects }) }, path)
  const skipping = useAction(skip.run)
  const busy = sending.busy || skipping.busy

  const change = (next: Draft) => {
    setTold(false)
    setDraft(next)
  }
  const send = () => {
    if (busy) return
    setTold(true)
    if (missing === null) void sending.run({ draft, onDone })
  }
  const act = (shortcut: Shortcut) => {
    if (busy) return
    if (shortcut.kind === 'verdict' && canSay(shortcut.verdict, choices))
      change(chooseVerdict(draft, shortcut.verdict, choices))
    else if (shortcut.kind === 'number') change(chooseNumber(draft, shortcut.number, choices))
    else if (shortcut.kind === 'note') note.current?.focus()
    else if (shortcut.kind === 'leave') note.current?.blur()
    else if (shortcut.kind === 'send') send()
    else if (shortcut.kind === 'skip') void skipping.run()
    else if (shortcut.kind === 'why' || shortcut.kind === 'undo') onKey?.(shortcut.kind)
  }
  useShortcuts(keys, act)
  const problem = sending.problem ?? skipping.problem
  return (
    <section
      id="verdict"
      aria-label="Your verdict"
      className="space-y-5 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:self-start lg:overflow-y-auto lg:p-1"
    >
      <VerdictPanel draft={draft} choices={choices} onChange={change} noteRef={note} keys={keys} />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={busy} aria-keyshortcuts={keys ? 'Enter' : undefined} onClick={send}>
          {sending.busy ? 'Sending…' : 'Send the verdict'}
        </Button>
        <Button disabled={busy} aria-keyshortcuts={keys ? 'S' : undefined} onClick={() => void skipping.run()}>
          {skip.word}
          {keys && <KeyCap>S</KeyCap>}
        </Button>
      </div>
      <p role="status" className="min-h-5 text-sm text-danger">
        {told && missing !== null ? missing : ''}
      </p>
      {problem !== null && (
        <ProblemNotice problem={problem}>
          <p>What you chose and wrote is still here.</p>
          {renderWayOut?.(problem)}
        </ProblemNotice>
      )}
    </section>
  )
}

function canSay(verdict: string, { called }: Choices): boolean {
  return called !== null || verdict === 'unsure' || verdict === 'correct'
}

/** Sends the same words under the same key, so that a repeat after a lost answer does no harm; other words are a new request. */
function useSending(about: JudgedPlace & { readonly corrects?: string }, path: VerdictPath) {
  const seconds = useVisibleSeconds()
  const sent = useRef<(SentVerdict & { readonly content: string }) | null>(null)
  return useAction(async ({ draft, onDone }: { draft: Draft; onDone: (review: Review) => void }) => {
    const said = { ...about, ...saidIn(draft) }
    const content = JSON.stringify(said)
    if (sent.current?.content !== content)
      sent.current = { path, content, body: JSON.stringify({ ...said, seconds: seconds() }), key: newKey() }
    onDone(await sendVerdict(sent.current))
  })
}

/** Keys of the screen, wherever the focus is, but where they mean something else. */
export function useShortcuts(on: boolean, act: (shortcut: Shortcut) => void) {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const shortcut = shortcutOf(event, placeOf(event.target))
    if (shortcut === null) return
    event.preventDefault()
    act(shortcut)
  })
  useEffect(() => {
    if (!on) return undefined
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [on])
}
