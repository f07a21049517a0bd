import { createHash } from 'node:crypto'
import type { DomainId } from '@vouch/contracts/domain'
import type { KindFigure } from '@vouch/contracts/measurement'
import type { Manifest } from '@vouch/contracts/model'
import type { DecisionCount } from '@vouch/core/model/decide'
import type { CallRules } from './call-rows.ts'
import type { TableDomain } from './table-domain.ts'

/** The catalogue or the light curves that a model looked at beside its rows, as the receipt names them. */
export interface ContextUsed {
  readonly name: string
  readonly sha256: string | null
  readonly rows: number
}

/** How an upload came: as the file of a table, as rows of JSON, or as a picture. */
export type UploadKind = 'table' | 'rows' | 'picture'

/** What is the same for all rows of one submission. */
export interface Submission {
  readonly domain: DomainId
  readonly model: string
  readonly threshold: number
  /** null when nothing is to be kept */
  readonly predictionId: string | null
  /** whose account it is of; null: nobody's */
  readonly accountId: string | null
  /** whom it is of; null: nobody who is treated here */
  readonly patientId: string | null
  readonly createdAt: string
  /** when the request came, in ms since 1970, with its fraction */
  readonly beganAt: number
  readonly upload: { readonly sha256: string; readonly name: string; readonly kind: UploadKind }
  /** what may be told of the model where it was not trained, by kind of table */
  readonly measured: readonly KindFigure[]
}

export interface ReceiptParts {
  readonly submission: Submission
  readonly manifest: Manifest
  readonly domain: TableDomain
  readonly count: DecisionCount
  readonly rows: number
  readonly context: ContextUsed | null
  readonly simulated: boolean
  /** JSON */
  readonly mapping: string
}

/** Everything an answer says but the calls. */
export interface MadeReceipt {
  readonly json: string
  readonly rows: number
  readonly inputSha256: string
  readonly contextSha256: string | null
}

export function makeReceipt({ mapping, ...parts }: ReceiptParts): MadeReceipt {
  const head = receiptHead(parts)
  const json = `${JSON.stringify(head).slice(0, -1)},"mapping":${mapping}}`
  return { json, rows: parts.rows, inputSha256: head.input_sha256, contextSha256: parts.context?.sha256 ?? null }
}

/** What every receipt says, whatever was called. */
export function receiptHead({
  submission,
  manifest,
  domain,
  count,
  rows,
  context,
  simulated,
}: Omit<ReceiptParts, 'mapping'>) {
  return {
    success: true as const,
    domain: domain.id,
    model_used: manifest.id,
    model_version: manifest.version,
    model_sha256: manifest.graph.sha256,
    threshold: submission.threshold,
    abstain: manifest.decision.abstain,
    total_samples: rows,
    summary: domain.summarise(count),
    prediction_id: submission.predictionId,
    created_at: submission.createdAt,
    input_sha256: inputHash(submission, manifest, context),
    context,
    simulated,
    processing_time_ms: Math.max(0, Math.round((nowMs() - submission.beganAt) * 100) / 100),
  }
}

/** What decided the calls: the bytes, the model, the context. The same three give the same probabilities. */
function inputHash({ upload }: Submission, manifest: Manifest, context: ContextUsed | null): string {
  return createHash('sha256')
    .update(JSON.stringify([upload.sha256, manifest.graph.sha256, context?.sha256 ?? null]))
    .digest('hex')
}

export function callRules(domain: TableDomain, manifest: Manifest, threshold: number): CallRules {
  return {
    threshold,
    abstain: manifest.decision.abstain,
    labels: { positive: domain.label(true), negative: domain.label(false) },
    shown: domain.shown,
    fragileAbove: domain.fragileAbove,
    inputs: manifest.inputs.map(({ name }) => name),
  }
}

/** ms since 1970 with its fraction; the same clock in every thread */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
