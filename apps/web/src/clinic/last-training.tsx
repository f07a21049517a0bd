import type { ModelState } from '@vouch/contracts/clinic'
import { Link } from '@tanstack/react-router'
import { STATE_WORDS } from '../job/job-words.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Section } from '../ui/section.tsx'

interface LastTrainingProps {
  training: NonNullable<ModelState['training']>
  /** what was trained here and answers; null: the model that comes with Vouch */
  live: string | null
}

/** How far one’s last training on the clinic’s calls is, or what became of it. */
export function LastTraining({ training, live }: LastTrainingProps) {
  const { session_id: id, status, progress, model_id: model } = training
  const way = (
    <Link to="/trainings/$id" params={{ id }} className="link">
      {status === 'completed' ? 'What it learned from, and what was measured' : 'Open the training'}
    </Link>
  )
  return (
    <Section id="last" title="Your last training">
      {status === 'queued' || status === 'running' ? (
        <div className="max-w-3xl space-y-3">
          <ProgressBar
            share={status === 'queued' ? null : progress / 100}
            label={status === 'queued' ? 'Waiting for a worker…' : `Training: ${Math.floor(progress)} %`}
          />
          <p className="text-sm text-muted">You may leave this page: the work goes on, and this page finds it.</p>
        </div>
      ) : (
        <p className="text-sm" role="status">
          It is {STATE_WORDS[status]}.
          {model !== null && (model === live ? ' Its model answers in the clinic.' : ' Its model answers nobody yet.')}
        </p>
      )}
      <p className="text-sm">{way}</p>
    </Section>
  )
}
