import type { Manifest, ModelDetail } from '@vouch/contracts/model'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ImportanceBars } from '../charts/importance-bars.tsx'
import { NoticeOf } from '../domains/notice-of.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { formatCount } from '../ui/format.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { AnsweringSection } from './answering-section.tsx'
import { DrawnCurves } from './drawn-curves.tsx'
import { MeasuredSection } from './measured-section.tsx'
import { bySplit, MetricTable } from './metric-table.tsx'
import { originWords } from './origin-words.ts'
import { OwnModelSection } from './own-model-section.tsx'

export function ModelScreen() {
  const { id } = useParams({ from: '/models/$id' })
  const model = trpc.model.get.useQuery({ id })
  return (
    <div className="space-y-10">
      <p className="text-sm">
        <Link to="/models" className="link">
          Models
        </Link>
      </p>
      {model.error !== null && (
        <>
          <title>No model · Vouch</title>
          <h1 className="text-3xl">No model to show</h1>
          <ProblemNotice problem={problemOf(model.error)} />
        </>
      )}
      {model.isPending && <p role="status">Fetching the model…</p>}
      {model.data !== undefined && <Detail detail={model.data} />}
    </div>
  )
}

function Detail({ detail }: { detail: ModelDetail }) {
  const { manifest, card } = detail
  return (
    <>
      <title>{`${manifest?.name ?? detail.id} · Vouch`}</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">{manifest?.name ?? detail.id}</h1>
        {manifest !== null && (
          <>
            <p className="text-lg text-muted">{manifest.summary}</p>
            <Identity manifest={manifest} />
            <Needs manifest={manifest} />
          </>
        )}
        {detail.status !== 'ready' && (
          <Notice tone={detail.status === 'failed' ? 'danger' : 'plain'} title={`This model is ${detail.status}`}>
            {detail.reason !== null && <p>{detail.reason}</p>}
          </Notice>
        )}
      </header>
      {manifest !== null && <NoticeOf domain={manifest.domain} />}
      {!isOwn(detail.id) && <AnsweringSection id={detail.id} below />}
      {manifest !== null && <Measured manifest={manifest} />}
      {detail.status === 'ready' && <MeasuredSection id={detail.id} />}
      {manifest !== null && isOwn(detail.id) && <OwnModelSection manifest={manifest} />}
      {card !== null && (
        <Section id="card" title="Card">
          <Markdown source={card} firstLevel={3} />
        </Section>
      )}
    </>
  )
}

/** One that was trained or imported here answers under its own id alone. */
const isOwn = (id: string) => id.startsWith('mdl_')

function Identity({ manifest }: { manifest: Manifest }) {
  const { decision } = manifest
  return (
    <p className="text-sm text-muted [overflow-wrap:anywhere]" data-numeric>
      <code className="font-mono">{manifest.id}</code> {manifest.version}, {manifest.type}, sha256{' '}
      <code className="font-mono" title={manifest.graph.sha256}>
        {manifest.graph.sha256.slice(0, 16)}
      </code>
      . {trainedOn(manifest)} Threshold {decision.threshold}, chosen on {decision.chosen_on}.
    </p>
  )
}

function trainedOn({ id, training, origin }: Manifest): string {
  const { trained_at, rows, groups, positives } = training
  if (origin) return `Trained elsewhere: ${originWords(origin)}.`
  if (rows === null || groups === null || positives === null) return ''
  const [group, positive] = isOwn(id) ? ['groups', 'positive'] : ['stars', 'planets']
  return `Trained ${trained_at} on ${formatCount(rows)} rows of ${formatCount(groups)} ${group}, ${formatCount(positives)} of them ${positive}.`
}

function oneOf(list: readonly string[]): string {
  return list.length < MANY ? list.join(' or ') : `one of these ${list.length}: ${list.join(', ')}`
}

/** As many alternatives are a list rather than a sentence. */
const MANY = 7

function Needs({ manifest: { requires, transfer, takes, inputs } }: { manifest: Manifest }) {
  const needs = requires.map(oneOf).join('; ')
  if (takes === 'columns')
    return (
      <p className="text-sm text-muted [overflow-wrap:anywhere]">
        It takes these columns by their names, and needs a value in one of them at least:{' '}
        <span className="font-mono">{inputs.map(({ name }) => name).join(', ')}</span>.
      </p>
    )
  return (
    <div className="space-y-2 text-sm text-muted [overflow-wrap:anywhere]">
      <p>Every row needs: {needs}.</p>
      {transfer.withheld.length > 0 && (
        <Disclosure
          title={`Not taken from tables other than ${[...transfer.trained_on, ...(transfer.same_quantities ?? [])].join(', ')}`}
          count={transfer.withheld.length}
        >
          <p>{transfer.why}</p>
          <p className="pt-1 font-mono">{transfer.withheld.join(', ')}</p>
        </Disclosure>
      )}
    </div>
  )
}

function Measured({ manifest }: { manifest: Manifest }) {
  const { evaluation } = manifest
  // a model may have had its inputs weighed in several ways; the first is its own choice
  const method = manifest.importance[0]?.method ?? 'no method stated'
  const importance = useMemo(() => manifest.importance.filter((input) => input.method === method), [manifest, method])
  return (
    <>
      <Section id="figures" title="Figures">
        {evaluation.length === 0 && (
          <p className="text-sm text-muted">No figures came with it. What is measured of it here stands below.</p>
        )}
        <div className="border-b border-rule">
          {bySplit(evaluation).map(([split, metrics], index) => (
            <Disclosure key={split} title={split} open={index === 0}>
              <MetricTable split={split} metrics={metrics} />
            </Disclosure>
          ))}
        </div>
      </Section>
      {(manifest.curves !== null || importance.length > 0) && (
        <Section id="curves" title="Curves">
          <div className="grid gap-x-10 gap-y-10 md:grid-cols-2">
            {manifest.curves !== null && <DrawnCurves curves={manifest.curves} prevalence={prevalenceOf(manifest)} />}
            {importance.length > 0 && (
              <ImportanceBars features={importance} method={method} n={manifest.training.rows} />
            )}
          </div>
        </Section>
      )}
    </>
  )
}

function prevalenceOf({ training: { rows, positives } }: Manifest): number | null {
  return rows === null || positives === null || rows === 0 ? null : positives / rows
}
