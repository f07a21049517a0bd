import type { DomainId } from '@vouch/contracts/domain'
import { SUBJECTS } from '../domains/subjects.tsx'
import { Button } from '../ui/button.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import type { JudgedPlace } from './judge.tsx'

interface SubjectPanelProps {
  domain: DomainId
  place: JudgedPlace
  model: string
  threshold: number | null
  /** the call is not to be known yet, and no reason of it */
  blind: boolean
  why: boolean
  keys: boolean
  /** the verdict is given beside it */
  judged?: boolean
  onWhy: () => void
}

/** The subject as its field looks at it, and the model’s reasons behind a button that says what it costs. */
export function SubjectPanel({
  domain,
  place,
  model,
  threshold,
  blind,
  why,
  keys,
  judged = true,
  onWhy,
}: SubjectPanelProps) {
  const Subject = SUBJECTS[domain]
  return (
    <div className="min-w-0 space-y-5">
      {judged && (
        <a href="#verdict" className="link text-sm lg:hidden">
          To the verdict
        </a>
      )}
      {!blind && !why && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <Button aria-keyshortcuts={keys ? 'W' : undefined} onClick={onWhy}>
            Show the model’s reasons
            {keys && <KeyCap>W</KeyCap>}
          </Button>
          <p className="text-muted">That you saw them is noted with your verdict.</p>
        </div>
      )}
      {!blind && why && (
        <p role="status" className="text-sm text-muted">
          It is noted that you saw the model’s reasons.
        </p>
      )}
      <Subject id={place.prediction_id} row={place.row} model={model} threshold={threshold} why={why && !blind} />
    </div>
  )
}
