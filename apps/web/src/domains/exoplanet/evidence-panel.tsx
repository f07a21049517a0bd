import type { Call, Evidence, EvidenceItem } from '@vouch/contracts/domains/exoplanet'
import type { Manifest, ModelInput } from '@vouch/contracts/model'
import { type ReactNode, useMemo } from 'react'
import { DistributionStrip } from '../../charts/distribution-strip.tsx'
import { stripScale } from '../../charts/strip-scale.ts'
import { Badge } from '../../ui/badge.tsx'
import { CallMark } from '../../ui/call-mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { formatCount, formatPercent, formatProbability, formatQuantity, formatThreshold } from '../../ui/format.ts'
import { unitWords } from '../../ui/unit-words.ts'
import { EvidenceValues } from './evidence-values.tsx'

interface EvidenceViewProps {
  evidence: Evidence
  manifest: Manifest | null
  /** the call at the threshold the reader chose; null: the reader is to judge it first */
  decided: { planet: boolean; abstained: boolean } | null
  /** null: the one it was called at is not known here */
  threshold: number | null
  /** why the model called it so, and what else is known of the call */
  detail: ReactNode
}

/** Where one row lies among the rows the model was trained on, its weightiest inputs first. */
export function EvidenceView({ evidence, manifest, decided, threshold, detail }: EvidenceViewProps) {
  const inputs = useMemo(() => new Map(manifest?.inputs.map((input) => [input.name, input] as const)), [manifest])
  const items = useMemo(() => byImportance(evidence.evidence), [evidence])
  return (
    <div className="space-y-5">
      {evidence.call !== null && decided !== null ? (
        <CallSummary call={evidence.call} decided={decided} threshold={threshold} />
      ) : (
        <Notice title="You are to judge this call before you see it">
          <p>What the model called it, and its reasons, are here once your verdict is in.</p>
        </Notice>
      )}
      {detail}
      {evidence.call === null ? (
        <EvidenceValues values={evidence.values} items={items} />
      ) : (
        <Places items={items} inputs={inputs} />
      )}
    </div>
  )
}

/** Where the row lies among the training rows of each label, which is a reason for the call. */
function Places({ items, inputs }: { items: readonly EvidenceItem[]; inputs: ReadonlyMap<string, ModelInput> }) {
  const outside = items.filter((item) => item.outside_training).length
  const missing = items.filter((item) => item.value === null).length
  return (
    <div className="space-y-5">
      <h3 id="where" className="text-base font-semibold">
        Where the row lies among the training rows
      </h3>
      <p className="text-sm text-muted">
        For each of the model’s {items.length} inputs, in the order of their importance to the model over all rows.
        {missing > 0 && ` Missing in this row: ${formatCount(missing)}.`}
        {outside > 0 && ` Outside the training range: ${formatCount(outside)}.`}
      </p>
      <Legend />
      <ol aria-labelledby="where" className="divide-y divide-rule border-y border-rule">
        {items.map((item) => (
          <EvidenceRow key={item.name} item={item} input={inputs.get(item.name) ?? null} />
        ))}
      </ol>
    </div>
  )
}

function byImportance(items: readonly EvidenceItem[]): EvidenceItem[] {
  const rank = (item: EvidenceItem) => item.importance_rank ?? Number.POSITIVE_INFINITY
  return items.toSorted((a, b) => rank(a) - rank(b) || 0)
}

function CallSummary({
  call,
  decided,
  threshold,
}: {
  call: Call
  decided: NonNullable<EvidenceViewProps['decided']>
  threshold: number | null
}) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-4" data-numeric>
      <Term name={threshold === null ? 'Call' : `Call at ${formatThreshold(threshold)}`}>
        <CallMark planet={decided.planet} abstained={decided.abstained} />
      </Term>
      <Term name="Probability">{formatProbability(call.probability)}</Term>
      <Term name="Period">{withUnit(call.features.orbital_period, 'd')}</Term>
      <Term name="Radius">{withUnit(call.features.planet_radius, 'R_earth')}</Term>
      {call.flip_rate !== null && (
        <div className="col-span-full">
          <dt className="text-xs text-muted">Within the catalogue’s own errors</dt>
          <dd>
            the call flips in {formatPercent(call.flip_rate)} of the draws{call.fragile === true ? ': fragile' : ''}
          </dd>
        </div>
      )}
    </dl>
  )
}

function Term({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? 'missing' : `${formatQuantity(value)} ${unitWords(unit)}`.trim()
}

function Legend() {
  return (
    <p className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted" aria-hidden="true">
      <span className="inline-flex items-center gap-1.5">
        <svg className="h-3 w-6">
          <line x1="0" x2="24" y1="6" y2="6" stroke="var(--planet)" strokeWidth="1.5" />
          <rect x="6" y="2" width="12" height="8" fill="var(--planet)" />
        </svg>
        training planets
      </span>
      <span className="inline-flex items-center gap-1.5">
        <svg className="h-3 w-6">
          <line x1="0" x2="24" y1="6" y2="6" stroke="var(--false-positive)" strokeWidth="1.5" />
          <rect
            x="6"
            y="2"
            width="12"
            height="8"
            fill="var(--paper)"
            stroke="var(--false-positive)"
            strokeWidth="1.5"
          />
        </svg>
        training false positives
      </span>
      <span>box: middle half, line: 5–95 %, tick: median</span>
      <span className="inline-flex items-center gap-1.5">
        <svg className="h-3 w-3">
          <path d="M1 0 H11 L6 6 Z M5 4 H7 V12 H5 Z" fill="var(--ink)" />
        </svg>
        this row
      </span>
    </p>
  )
}

function EvidenceRow({ item, input }: { item: EvidenceItem; input: ModelInput | null }) {
  const planets = input?.distribution.positive.quantiles ?? null
  const falsePositives = input?.distribution.negative.quantiles ?? null
  const scale = stripScale([planets, falsePositives])
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <div className="min-w-0">
          <h4 className="font-mono text-sm font-semibold [overflow-wrap:anywhere]">{item.name}</h4>
          <p className="text-xs text-muted">{item.description}</p>
        </div>
        <p className="flex items-baseline gap-2 font-medium" data-numeric>
          {item.outside_training && <Badge tone="caution">outside training</Badge>}
          {item.value === null ? <span className="text-muted">missing</span> : withUnit(item.value, item.unit)}
        </p>
      </div>
      {scale !== null && (
        <div>
          <DistributionStrip scale={scale} planets={planets} falsePositives={falsePositives} value={item.value} />
          <p className="flex justify-between pt-1 text-xs text-muted" data-numeric aria-hidden="true">
            <span>{formatQuantity(scale.from)}</span>
            {scale.log && <span>log scale</span>}
            <span>{formatQuantity(scale.to)}</span>
          </p>
        </div>
      )}
      <p className="text-xs text-muted">{placeInWords(item)}</p>
    </li>
  )
}

export function placeInWords(item: EvidenceItem): string {
  if (item.value === null) return 'Missing in this row: the model was given no value.'
  const shares = [
    share(item.percentile_planets, 'training planets'),
    share(item.percentile_false_positives, 'training false positives'),
  ].filter((words) => words !== null)
  const place =
    shares.length === 0 ? 'No training row had a value to compare with.' : `At or above ${shares.join(' and ')}.`
  return item.outside_training ? `${place} It lies outside the range of the training rows.` : place
}

function share(percentile: number | null, whom: string): string | null {
  return percentile === null ? null : `${formatPercent(percentile)} of ${whom}`
}
