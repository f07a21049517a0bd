import { Button } from '../ui/button.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import type { SendPhase } from './send-form.ts'

/** How far what is sent is, until its answer comes. */
export function SendProgress({ phase, onCancel }: { phase: SendPhase; onCancel: () => void }) {
  return (
    <div className="space-y-3">
      {phase.kind === 'sending' ? (
        <ProgressBar share={phase.share} label={`Sending: ${Math.floor(phase.share * 100)} %`} />
      ) : (
        <ProgressBar share={null} label="Reading and scoring…" />
      )}
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  )
}
