import type { ReactNode } from 'react'
import type { ShownProblem } from '../problem.ts'
import { Button, type ButtonLook } from './button.tsx'
import { ProblemNotice } from './problem-notice.tsx'

interface FormProps {
  /** the word on its button, and while it is under way */
  action: string
  busyWord: string
  busy: boolean
  ready?: boolean
  look?: ButtonLook
  problem: ShownProblem | null
  onSubmit: () => void
  children: ReactNode
}

/** Fields above each other, one button, and below it what went wrong. Enter in a field sends it. */
export function Form({
  action,
  busyWord,
  busy,
  ready = true,
  look = 'primary',
  problem,
  onSubmit,
  children,
}: FormProps) {
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !busy) onSubmit()
      }}
    >
      {children}
      <Button type="submit" look={look} className="w-full sm:w-auto sm:min-w-44" disabled={!ready || busy}>
        {busy ? busyWord : action}
      </Button>
      {problem !== null && <ProblemNotice problem={problem} />}
    </form>
  )
}
