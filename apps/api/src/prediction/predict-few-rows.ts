import type { Row } from '@vouch/contracts/submission'
import type { Manifest } from '@vouch/contracts/model'
import type { ReadyModel } from '../model/model-registry.ts'
import { scoreRows, type Services } from '../services.ts'
import type { ScoreResult } from '../worker/score-task.ts'
import { type Answer, createAnswerBuilder } from './answer.ts'
import type { CallRules, ScoredRows } from './call-rows.ts'
import { callsBytes } from './calls-file.ts'
import { newSubmission } from './keep-submission.ts'
import type { PredictOptions } from './predict.ts'
import { callRules, makeReceipt, nowMs, type MadeReceipt, type Submission } from './receipt.ts'
import { emptyCounts, openRows } from './rows-table.ts'
import { settlePlan } from './settle-plan.ts'
import type { NamedColumns, RowsRead, TableDomain, TablePlan } from './table-domain.ts'

export interface FewRows {
  readonly model: ReadyModel
  readonly options: PredictOptions
  readonly submission: Submission
}

/** Scores a few JSON rows here, beside the event loop's other work; only the model runs in a thread. */
export async function predictFewRows(
  services: Services,
  { rows, bytes }: { rows: readonly Row[]; bytes: Buffer },
  { model, options, submission }: FewRows,
): Promise<Answer> {
  const { domain } = model
  const { manifest } = model.folder
  const rules = callRules(domain, manifest, submission.threshold)
  const table = openRows(rows)
  const known = knownPlan(model, table.columns)
  const plan = await settlePlan(known.plan, (requests) => [table.read(requests, 0, rows.length, emptyCounts(requests))])
  const counts = emptyCounts(plan.requests)
  const { ids, columns } = plan.convert(table.read(plan.requests, 0, rows.length, counts))
  const result = await score(services, { columns, variant: plan.variant }, { model, options, submission })
  const usable = domain.comparable(manifest, plan.variant, columns)
  const scored = toScoredRows({ ids, columns, usable }, { domain, manifest, result })
  const answer = createAnswerBuilder(rules, { lists: true })
  answer.add(scored)
  answer.refuseWhenEmpty()
  const read = { rows: rows.length, counts, warnings: [] }
  const receipt = makeReceipt({
    submission,
    manifest,
    domain,
    count: answer.count,
    rows: rows.length,
    context: null,
    simulated: plan.simulated,
    // of a table that was surveyed the report is its own
    mapping:
      plan === known.plan
        ? mappingOf(known, { model, measured: submission.measured }, read)
        : plan.report(read, manifest, submission.measured),
  })
  if (submission.predictionId !== null) await keep(services, submission, { scored, rules, bytes, receipt, manifest })
  services.metrics.prediction({ model: model.id, rows: rows.length, seconds: (nowMs() - submission.beganAt) / 1000 })
  return answer.finish(receipt.json)
}

async function score(
  services: Services,
  { columns, variant }: { columns: NamedColumns; variant: string },
  { model, options, submission }: FewRows,
): Promise<ScoreResult> {
  const rows = { model: model.id, variant, columns }
  if (!options.fragile && options.features !== 'all') return services.batcher.score(rows)
  // the scorer takes what it is sent, and these columns are needed here afterwards
  const values = Object.fromEntries(Object.entries(columns.values).map(([name, column]) => [name, column.slice()]))
  const own = { ...columns, values }
  const fragileAt = options.fragile ? submission.threshold : null
  const features = options.features === 'all'
  return scoreRows(
    services.scorers,
    { kind: 'score', ...rows, columns: own, catalogue: null, fragileAt, features },
    true,
  )
}

/** Reasons are found in the caller's own columns: in a batch a column may stand that only another caller sent. */
function toScoredRows(
  { ids, columns, usable }: { ids: readonly string[]; columns: NamedColumns; usable: NamedColumns },
  { domain, manifest, result }: { domain: TableDomain; manifest: Manifest; result: ScoreResult },
): ScoredRows {
  const reasons = new Map(result.reasons)
  for (const row of reasons.keys()) {
    const own = domain.whyNotAssessed(manifest, usable, row)
    if (own !== null) reasons.set(row, own)
  }
  const { probability, flipRate, features } = result
  const shown = domain.shown.map(({ from }) => columns.values[from] ?? null)
  return { firstRow: 0, ids, probability, reasons, flipRate, shown, features }
}

async function keep(
  services: Services,
  submission: Submission,
  made: { scored: ScoredRows; rules: CallRules; bytes: Buffer; receipt: MadeReceipt; manifest: Manifest },
): Promise<void> {
  const upload = await services.files.prepareBytes(made.bytes)
  const calls = await services.files.prepareBytes(callsBytes(made.scored, made.rules))
  await services.keepSubmission(newSubmission(services.settings, submission, { ...made, upload, calls }))
}

/** A header met before: clients send the same columns again and again. */
interface KnownPlan {
  readonly plan: TablePlan
  /** the mapping report's JSON, by what it depends on beside the columns */
  readonly reports: Map<string, string>
}

const plans = new Map<string, KnownPlan>()
/** Headers, and reports of one header, that are remembered. */
const REMEMBERED = 64

function knownPlan({ id, domain, folder }: ReadyModel, columns: readonly string[]): KnownPlan {
  // a model that takes columns by their names reads the same table in its own way
  const reader = folder.manifest.takes === 'columns' ? id : domain.id
  const key = JSON.stringify([reader, columns])
  const known = plans.get(key) ?? { plan: domain.plan({ columns, comments: [] }), reports: new Map<string, string>() }
  remember(plans, key, known)
  return known
}

function mappingOf(
  { plan, reports }: KnownPlan,
  { model, measured }: { model: ReadyModel; measured: Submission['measured'] },
  read: RowsRead,
): string {
  const { manifest } = model.folder
  const counts = read.counts.map(({ filled, unreadable }) => [filled, unreadable])
  const key = JSON.stringify([manifest.id, read.rows, counts, measured])
  const report = reports.get(key) ?? plan.report(read, manifest, measured)
  remember(reports, key, report)
  return report
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.has(key)) return
  map.set(key, value)
  const oldest = map.keys().next().value
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest)
}
