import type { TrainingSession } from '@vouch/contracts/training'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { DownloadFiles, type DownloadFile } from '../account/download-files.tsx'
import { LearningCurves } from '../charts/learning-curves.tsx'
import { progressWords, STATE_WORDS } from '../job/job-words.ts'
import { bySplit, MetricTable } from '../model/metric-table.tsx'
import { PromoteSection } from '../model/promote-section.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { DeleteButton } from '../ui/delete-button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { counted, formatMeasure } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Section } from '../ui/section.tsx'

import { SaveReport } from './save-report.tsx'
import { TrainingFigures } from './training-figures.tsx'

const LOOK_MS = 700
const isOver = ({ status }: TrainingSession) => status !== 'queued' && status !== 'running'

/** A training at its own address: a reload finds it again, as it is by then. */
export function TrainingScreen() {
  const { id } = useParams({ from: '/trainings/$id' })
  const training = trpc.training.get.useQuery(
    { id },
    { staleTime: 0, refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : LOOK_MS) },
  )
  return (
    <div className="space-y-10">
      <p className="text-sm">
        <Link to="/train" className="link">
          Train
        </Link>
      </p>
      {training.error !== null && (
        <>
          <title>No training · Vouch</title>
          <h1 className="text-3xl">No training to show</h1>
          <ProblemNotice problem={problemOf(training.error)} />
        </>
      )}
      {training.isPending && <p role="status">Asking how far it is…</p>}
      {training.data !== undefined && <Followed training={training.data} />}
    </div>
  )
}

function Followed({ training }: { training: TrainingSession }) {
  const { name, status, reason, warnings } = training
  return (
    <>
      <title>{`${name} · Vouch`}</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl [overflow-wrap:anywhere]">
          <bdi>{name}</bdi>
        </h1>
        <p>
          <Badge tone={status === 'failed' ? 'danger' : 'plain'}>{STATE_WORDS[status]}</Badge>
        </p>
        {warnings.length > 0 && (
          <Notice tone="caution" title="Before it began" role="status">
            <ul className="list-disc space-y-1 pl-5">
              {warnings.map(({ field, message }, index) => (
                <li key={`${field} ${index}`}>
                  {field}: {message}
                </li>
              ))}
            </ul>
          </Notice>
        )}
      </header>
      {!isOver(training) && <Underway training={training} />}
      {status === 'failed' && (
        <Notice tone="danger" title="It could not be done" role="alert">
          <p>{reason ?? 'No reason was given.'}</p>
        </Notice>
      )}
      {status === 'cancelled' && <p role="status">It was cancelled. Nothing of it was kept.</p>}
      {training.result !== null && <Found training={training} result={training.result} />}
    </>
  )
}

function Underway({ training }: { training: TrainingSession }) {
  const { session_id: id, progress, status, metrics } = training
  const utils = trpc.useUtils()
  const settled = { onSettled: () => utils.training.get.invalidate({ id }) }
  const cancel = trpc.training.cancel.useMutation(settled)
  const stop = trpc.training.stop.useMutation(settled)
  const problem = cancel.error ?? stop.error
  const words = progressWords({ ...training, state: status })
  const curves = metrics === null ? [] : [...metrics.earlier_curves, ...(metrics.curve === null ? [] : [metrics.curve])]
  return (
    <div className="max-w-3xl space-y-4">
      <ProgressBar share={status === 'queued' ? null : progress / 100} label={words} />
      {metrics !== null && (
        <p className="text-sm text-muted" data-numeric>
          {metrics.trial !== null && metrics.fold === null && metrics.round === null
            ? `Setting ${metrics.trial} of ${metrics.trials}. `
            : ''}
          {metrics.fold === null ? '' : `Fold ${metrics.fold} of ${metrics.folds}. `}
          {metrics.round === null
            ? ''
            : `Round ${metrics.round} of ${metrics.rounds}, loss ${formatMeasure(metrics.loss)}. `}
          {metrics.roc_auc === null ? '' : `AUC so far ${formatMeasure(metrics.roc_auc)}.`}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button disabled={stop.isPending || stop.isSuccess} onClick={() => stop.mutate({ id })}>
          {stop.isSuccess ? 'Stopping…' : 'Stop, and keep the best so far'}
        </Button>
        <ConfirmDialog
          trigger={
            <Button look="danger" disabled={cancel.isPending}>
              Cancel it
            </Button>
          }
          title="Cancel this training?"
          description={<p>Nothing of it is kept.</p>}
          action="Cancel the training"
          onConfirm={() => cancel.mutate({ id })}
        />
      </div>
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      {curves.length > 0 && <LearningCurves curves={curves} growing />}
      <p className="text-sm text-muted">
        You may leave or close this page: the work goes on, and this address finds it.
      </p>
    </div>
  )
}

const PARTS = [
  ['model', 'Graph (ONNX)', 'onnx'],
  ['manifest', 'Manifest', 'json'],
  ['calls', 'Calls (Parquet)', 'parquet'],
  ['report', 'Figures', 'json'],
] as const

function partOf(id: string, { part, name, ending }: { part: string; name: string; ending: string }): DownloadFile {
  return {
    name,
    label: `Download: ${name}`,
    path: `/api/download/${encodeURIComponent(id)}?part=${part}`,
    fileName: `${id}-${part}.${ending}`,
  }
}

function Found({ training, result }: { training: TrainingSession; result: NonNullable<TrainingSession['result']> }) {
  const { session_id: id } = training
  return (
    <>
      <Section id="figures" title="What it found">
        <p className="max-w-3xl text-sm text-muted [overflow-wrap:anywhere]" data-numeric>
          <code className="font-mono">{result.model_id}</code>, trained on {counted(result.features.length, 'input')} of{' '}
          {counted(result.rows, 'row')}
          {result.groups === null ? '' : ` in ${counted(result.groups, 'group')}`}, {result.positives} positive.
          Threshold {formatMeasure(result.threshold, 2)}.{' '}
          {result.stopped_at === null
            ? ''
            : `It was told to stop: it has ${counted(result.stopped_at, 'round')}, as the folds that are judged. `}
          The graph differs from its trainer by {result.parity.probability.toExponential(1)} at most.
        </p>
        <div className="border-b border-rule">
          {bySplit(result.metrics).map(([split, metrics]) => (
            <Disclosure key={split} title={split} open>
              <MetricTable split={split} metrics={metrics} />
            </Disclosure>
          ))}
        </div>
        <div className="flex flex-wrap gap-3 text-sm">
          <Link to="/" search={{ model: result.model_id }} className="link self-center">
            Score a table with it
          </Link>
          <Link to="/train/$id" params={{ id: training.dataset_id }} className="link self-center">
            Beside the other models of its table
          </Link>
          <Link to="/compare/$id" params={{ id: training.session_id }} className="link self-center">
            Compare it
          </Link>
          <DownloadFiles
            files={PARTS.map(([part, name, ending]) => partOf(training.session_id, { part, name, ending }))}
          />
          <SaveReport training={training} />
        </div>
      </Section>
      <Reproduction training={training} stopped={result.stopped_at !== null} />
      <TrainingFigures
        id={id}
        model={result.model_id}
        positives={result.positives}
        rows={result.rows}
        threshold={result.threshold}
      />
      <PromoteSection model={result.model_id} />
      <DeleteTraining id={id} />
    </>
  )
}

/** Where whoever owns a training deletes it with all that it made. */
function DeleteTraining({ id }: { id: string }) {
  const known = useSession().kind === 'known'
  const navigate = useNavigate()
  const utils = trpc.useUtils()
  const remove = trpc.training.delete.useMutation({
    onSuccess: async () => {
      await navigate({ to: '/train' })
      await utils.invalidate()
    },
  })
  if (!known) return null
  return (
    <DeleteButton
      what="training"
      busy={remove.isPending}
      problem={remove.error === null ? null : problemOf(remove.error)}
      onConfirm={() => remove.mutate({ id })}
    >
      Its model, its calls and its figures go. Predictions that the model made stay as they are.
    </DeleteButton>
  )
}

/** A training done again has to make the same graph, byte for byte. */
function Reproduction({ training, stopped }: { training: TrainingSession; stopped: boolean }) {
  const { session_id: id, reproduction } = training
  const navigate = useNavigate()
  const reproduce = trpc.training.reproduce.useMutation({
    onSuccess: ({ session_id }) => navigate({ to: '/trainings/$id', params: { id: session_id } }),
  })
  return (
    <Section id="reproduction" title="Done again">
      {reproduction !== null && (
        <Notice
          tone={reproduction.same === true ? 'plain' : 'danger'}
          title={reproduction.same === true ? 'It made the same model, byte for byte' : 'It made another model'}
          role="status"
        >
          <p>
            It did again what{' '}
            <Link to="/trainings/$id" params={{ id: reproduction.of }} className="link">
              this training
            </Link>{' '}
            did, whose graph has sha256 <code className="font-mono">{reproduction.model_sha256.slice(0, 16)}</code>.
          </p>
        </Notice>
      )}
      <p className="max-w-3xl text-sm text-muted">
        {stopped
          ? 'It was told to stop: where it stopped cannot be done again.'
          : 'The same rows, settings and seed give the same graph. Doing it again shows that nothing else went into it.'}
      </p>
      {!stopped && (
        <Button disabled={reproduce.isPending} onClick={() => reproduce.mutate({ id })}>
          {reproduce.isPending ? 'Starting…' : 'Do it again'}
        </Button>
      )}
      {reproduce.error !== null && <ProblemNotice problem={problemOf(reproduce.error)} />}
    </Section>
  )
}
