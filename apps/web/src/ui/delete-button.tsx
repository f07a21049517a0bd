import type { ReactNode } from 'react'
import type { ShownProblem } from '../problem.ts'
import { Button } from './button.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { ProblemNotice } from './problem-notice.tsx'

interface DeleteButtonProps {
  /** what is deleted, in one word */
  what: string
  busy: boolean
  problem: ShownProblem | null
  onConfirm: () => void
  /** what goes with it, and what stays */
  children: ReactNode
}

/** Deletes something once that was confirmed, and says why it could not be. */
export function DeleteButton({ what, busy, problem, onConfirm, children }: DeleteButtonProps) {
  return (
    <div className="space-y-3">
      <ConfirmDialog
        trigger={
          <Button look="danger" disabled={busy}>
            Delete this {what}
          </Button>
        }
        title={`Delete this ${what}?`}
        description={<p>{children}</p>}
        action={`Delete the ${what}`}
        onConfirm={onConfirm}
      />
      {problem !== null && <ProblemNotice problem={problem} />}
    </div>
  )
}
