import type { OutcomeTableInput, OutcomeTableOutput, TableRows } from '@vouch/contracts/outcome-table'
import { VouchError } from '@vouch/core/error'
import { type Acting, auditAct } from '../account/audit-act.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit } from '../audit/audit.ts'
import { openDataset } from '../dataset/datasets.ts'
import { domainOfAnswers } from '../domains/outcome-tables.ts'
import { REVIEWING } from '../domains/reviewing.ts'
import { idFor } from '../id.ts'
import { keepableText } from '../prediction/store.ts'
import { tableDeadlineMs } from '../prediction/table-deadline.ts'
import type { Context } from '../trpc.ts'
import { addRow, isMatched, type Matched, type MatchedCall } from '../worker/match-outcomes.ts'
import { listNoteable, openNoteable, type Noteables } from './noteable.ts'
import { type Reading, readingOf } from './outcome-reading.ts'
import { calledOf } from './record-outcomes.ts'
import { findSlices, findStandingOutcomes, insertOutcomes, type NewOutcome, outcomeKey } from './store.ts'

/** Outcomes of one transaction: some seconds on a small machine, for which it holds up others. */
const AT_ONCE = 10_000

/** What it needs of a request. */
type Asking = Acting & Pick<Context, 'newId'>

interface Plan {
  /** with the place of each among all that were matched */
  readonly made: readonly NewOutcome[]
  readonly counts: Pick<OutcomeTableOutput['calls'], 'made' | 'corrected' | 'known' | 'older'>
  readonly corrected: TableRows
  readonly older: TableRows
}

/**
 * Notes what a stored table says of calls, matched by the names of their subjects. Done again it makes nothing: what is noted
 * stays, and is corrected only by a table that says otherwise of the same day or a later one. Where a request dies between
 * two transactions, what it noted is noted; begun again it does the rest.
 *
 * A table from which the calls were made says the answer, too, and that answer is an outcome like any other: it is what the
 * archive found, whatever the model was given of it. What it is not is unseen: it was known when the call was made, and the
 * model may have learned from it. `observed_on` says so, as it has the day of the archive's finding (or of the table) and not
 * that of the import; what is measured counts such calls apart, as known before.
 * @throws VouchError as `openNoteable` and `openDataset`; `invalid`, naming the field, for a column that is not there or is
 * needed; `conflict` where another noted one of the same outcomes in this moment
 */
export async function outcomesFromTable(ctx: Asking, input: OutcomeTableInput): Promise<OutcomeTableOutput> {
  const { services, caller } = ctx
  const named = input.prediction_ids && (await openNoteable(ctx, input.prediction_ids, input.domain))
  const dataset = await openDataset(services, caller, input.dataset_id)
  const noteables =
    named ??
    (await listNoteable(ctx, input.domain ?? dataset.archive?.domain ?? domainOfAnswers(dataset.profile.columns)))
  const reading = readingOf(input, { ...dataset, domain: noteables.domain })
  const matched = await match(ctx, { dataset, noteables, reading })
  const plan = await planOutcomes(ctx, { noteables, reading, matched })
  if (!input.dry_run) await note(ctx, { plan, dataset: dataset.id })
  const { lists, undecidedValues: undecided_values, notAssessed: not_assessed, rows } = matched
  const { ids, label, labels, date } = reading.table
  return {
    dry_run: input.dry_run,
    dataset_id: dataset.id,
    domain: noteables.domain,
    read: {
      rows,
      id_columns: [...ids],
      label_column: label,
      labels: { ...labels },
      date_column: date,
      observed_on: matched.observedOn,
      source: reading.source,
      detail: reading.detail,
    },
    submissions: { read: noteables.open.length, left: noteables.left },
    calls: { matched: matched.calls.length + not_assessed, ...plan.counts, not_assessed },
    corrected: plan.corrected,
    older: plan.older,
    undecided_values,
    ...lists,
  }
}

interface Reads {
  readonly noteables: Noteables
  readonly reading: Reading
}

/** In a thread, which opens the table once and then each submission's calls once. */
async function match(
  { services }: Asking,
  {
    dataset,
    noteables: { domain, open },
    reading,
  }: Reads & { readonly dataset: { readonly sha256: string; readonly name: string } },
): Promise<Matched> {
  const { files, readers, limits } = services
  const table = { file: await files.open(dataset.sha256), name: dataset.name, kind: 'table' as const }
  const submissions: { file: Awaited<ReturnType<typeof files.open>>; rows: readonly number[] | null }[] = []
  for (const { submission, rows } of open) submissions.push({ file: await files.open(submission.callsSha256), rows })
  const task = { kind: 'match', domain, table, reading: reading.table, submissions } as const
  const matched = await readers.run(task, { deadlineMs: tableDeadlineMs(limits.bytes) })
  if (!isMatched(matched)) throw new Error('A reader matched no outcomes.')
  return matched
}

/** What is to be noted, against what stands. */
async function planOutcomes(
  ctx: Asking,
  { noteables, reading, matched }: Reads & { readonly matched: Matched },
): Promise<Plan> {
  const { sql: db } = ctx.services.database
  const accountId = accountOf(ctx)
  const ids = [...new Set(matched.calls.map(({ submission }) => noteables.open[submission]!.submission.id))]
  const standing = await findStandingOutcomes(db, ids, reading.source)
  const slices = await findSlices(db, ids)
  const first = ctx.newId('out')
  const { subjectOf } = REVIEWING[noteables.domain]
  const counts = { made: 0, corrected: 0, known: 0, older: 0 }
  const [corrected, older]: TableRows[] = [
    { count: 0, examples: [] },
    { count: 0, examples: [] },
  ]
  const made = matched.calls.flatMap((one): NewOutcome[] => {
    const { submission } = noteables.open[one.submission]!
    const place = { predictionId: submission.id, row: one.call.row }
    const key = outcomeKey(place)
    const id = idFor(first, key)
    const before = standing.get(key)
    // noted already by this request, which is begun again under its key
    if (before?.id === id) counts.made++
    else if (before?.label === one.label) counts.known++
    else if (before && before.observedOn > one.observedOn) {
      counts.older++
      addRow(older!, told(one, `what stands was observed on ${before.observedOn}`))
    } else {
      counts[before ? 'corrected' : 'made']++
      if (before) addRow(corrected!, told(one, 'another was noted before, which it takes the place of'))
      const { label, observedOn } = one
      const { source } = reading
      const detail = keepableText(reading.detail)
      const subject = subjectOf(one.call.name)
      const found = { id, accountId, label, source, detail, observedOn, corrects: before?.id ?? null }
      const called = calledOf(submission, { domain: noteables.domain, call: one.call, subject })
      return [{ ...found, ...called, ...slices.get(key) }]
    }
    return []
  })
  return { made, counts, corrected: corrected!, older: older! }
}

function told({ from, call }: MatchedCall, reason: string): TableRows['examples'][number] {
  return { row: from, name: call.name, reason }
}

/** Each transaction has its entry in the audit. */
async function note(ctx: Asking, { plan, dataset }: { readonly plan: Plan; readonly dataset: string }): Promise<void> {
  for (let from = 0; from < plan.made.length; from += AT_ONCE) {
    const some = plan.made.slice(from, from + AT_ONCE)
    await ctx.services.database.sql.transaction(async (tx) => {
      if ((await insertOutcomes(tx, some)) < some.length)
        throw new VouchError('conflict', 'Another noted one of these outcomes in this moment: send it again.')
      const detail = {
        outcomes: some.length,
        corrected: some.filter(({ corrects }) => typeof corrects === 'string').length,
        predictions: new Set(some.map(({ predictionId }) => predictionId)).size,
      }
      await appendAudit(tx, auditAct(ctx, { action: 'outcome.from_table', subject: dataset, detail }))
    })
  }
}
