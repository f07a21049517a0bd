import type { ModelState } from '@vouch/contracts/clinic'
import { Link } from '@tanstack/react-router'
import { HeadlineFigures } from '../model/headline-figures.tsx'
import { Badge } from '../ui/badge.tsx'
import { counted } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'

/** Which model calls the clinic’s patients now, and how the one that comes with Vouch was measured. */
export function AnsweringModel({ state }: { state: ModelState }) {
  const { model, model_version: version, status, answered_by: live, training_samples: rows } = state
  return (
    <Section id="now" title="What answers now">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm [overflow-wrap:anywhere]">
        <Link to="/models/$id" params={{ id: live ?? model }} className="link font-mono">
          {live ?? `${model} ${version ?? ''}`.trim()}
        </Link>
        {status !== 'ready' && <Badge tone="danger">{status}</Badge>}
        <span>
          {live === null
            ? `The model that comes with Vouch${rows === null ? '' : `, learned from ${counted(rows, 'patient')}`}.`
            : `It was trained here and answers in the place of ${model}.`}
        </span>
      </p>
      {live === null && (
        <div className="max-w-2xl">
          <HeadlineFigures id={model} />
        </div>
      )}
    </Section>
  )
}
