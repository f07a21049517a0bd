import { createHmac } from 'node:crypto'
import {
  type FromReviewsInput,
  type FromReviewsOutput,
  LabelSource,
  type SourceWeight,
} from '@vouch/contracts/feedback'
import { VouchError } from '@vouch/core/error'
import { FEEDBACK } from '@vouch/core/learn/feedback-columns'
import { effectiveRows, expertWeight, INCLUSION_CAP, inclusionWeights } from '@vouch/core/learn/label-weights'
import { safeCell } from '@vouch/core/table/safe-cell'
import { isExpert } from '../account/caller.ts'
import { sharedSecret } from '../account/secret-store.ts'
import { auditAct } from '../account/audit-act.ts'
import { appendAudits } from '../audit/audit.ts'
import { DOMAINS } from '../domains/domains.ts'
import { withStored } from '../file/as-stored-file.ts'
import { patientReads } from '../patient/note-read.ts'
import type { OwnColumn, TableDomain } from '../prediction/table-domain.ts'
import type { Context } from '../trpc.ts'
import { uploadDataset } from './datasets.ts'
import { type LabelledCalls, loadLabelledCalls } from './labelled-calls.ts'
import { type PlacedCall, placeCalls, type ReadCalls, readCalls } from './labelled-rows.ts'

const DAY_MS = 86_400_000
/** With fewer rows of a label an area under its curve is an accident. */
const LEAST_OF_A_LABEL = 10

/**
 * Makes a data set of the calls whose label is known: each row's values as its field knows them, its label, how much it
 * counts, and where the label is from. It is the caller's upload from then on.
 * @throws VouchError `forbidden` for who is no expert of the domain; `invalid` where too few labels are known
 */
export async function datasetFromReviews(ctx: Context, input: FromReviewsInput): Promise<FromReviewsOutput> {
  const { services, caller } = ctx
  const { domain: id, model, include_agreed: agreed } = input
  if (!isExpert(caller, id)) throw new VouchError('forbidden', 'This is for an expert of that domain, and for admins.')
  const domain = DOMAINS[id]
  if (domain.ownColumns([]).length === 0)
    throw new VouchError('invalid', 'What is judged there shares no columns, and no table can be made of it.', [
      { field: 'domain', message: 'has no columns of its own' },
    ])
  const now = Date.now()
  const wanted = { domain: id, from: now - input.days_back * DAY_MS, to: now + 1, model, agreed }
  const known = await loadLabelledCalls(services.database.sql, wanted)
  const placed = await placeCalls(services.database.sql, caller, { domain: id, calls: known.calls })
  const labels = { positive: domain.label(true), negative: domain.label(false) }
  const usable = placed.calls.filter(({ label }) => label === labels.positive || label === labels.negative)
  const once = oncePerRow(usable)
  checkEnough(once, labels, { input, withheld: placed.withheld, gone: placed.gone })
  const read = await readCalls(services, { domain: id, calls: once })
  checkEnough(read.calls, labels, { input, withheld: placed.withheld, gone: placed.gone + read.gone })
  const weighed = weighRows(read.calls, known, input)
  const secret = await sharedSecret(services.database.sql, 'feedback groups')
  const table = writeTable(domain, read, { weights: weighed.weights, secret })
  const left_out = {
    gone: placed.gone + read.gone,
    withheld: placed.withheld,
    repeated: usable.length - once.length,
    other_label: placed.calls.length - usable.length,
  }
  const name = `${id} calls of known label, ${new Date(now).toISOString().slice(0, 10)}.csv`
  const bytes = Buffer.from(table.csv)
  const counts = countLabels(read.calls, labels)
  const made = await withStored(services, { bytes, name }, (stored) =>
    uploadDataset(ctx, stored, (tx, dataset) =>
      appendAudits(tx, [
        auditAct(ctx, {
          action: 'dataset.from_reviews',
          subject: dataset,
          detail: {
            domain: id,
            rows: read.calls.length,
            ...Object.fromEntries(weighed.sources.map(({ source, rows }) => [source, rows])),
            ...left_out,
          },
        }),
        // each of them was read
        ...patientReads(ctx, read.calls.flatMap(({ patientId }) => patientId ?? []).sort(), { dataset }),
      ]),
    ),
  )
  return {
    ...made,
    domain: id,
    table_kind: table.variant,
    labels: counts,
    sources: weighed.sources,
    left_out,
    inclusion: weighed.inclusion,
    effective_rows: effectiveRows(weighed.weights),
    training: {
      dataset_source: 'upload',
      dataset_id: made.dataset_id,
      label: FEEDBACK.label,
      positive_labels: [labels.positive],
      negative_labels: [labels.negative],
      group_key: FEEDBACK.group,
      weight: FEEDBACK.weight,
      takes: 'quantities',
    },
  }
}

/**
 * A row that two models called is one row: what the surer source says of it, and of one source what was known last. Two
 * patients with the same values are two.
 */
function oncePerRow(calls: readonly PlacedCall[]): PlacedCall[] {
  const surer = (call: PlacedCall, than: PlacedCall) => {
    const [a, b] = [call, than].map(({ source }) => LabelSource.options.indexOf(source))
    return a === b ? call.observedOn >= than.observedOn : a! < b!
  }
  const found = new Map<string, PlacedCall>()
  for (const call of calls.toSorted(byPlace)) {
    const key = `${rowOf(call)} ${call.subject ?? ''}`
    const before = found.get(key)
    if (before === undefined || surer(call, before)) found.set(key, call)
  }
  return [...found.values()]
}

function rowOf({ upload: { kind, sha256 }, row }: PlacedCall): string {
  return `${kind} ${sha256} ${row}`
}

/** The same calls give the same table, whatever order they were read in. */
function byPlace(a: PlacedCall, b: PlacedCall): number {
  return a.predictionId < b.predictionId ? -1 : a.predictionId > b.predictionId ? 1 : a.row - b.row
}

interface Labels {
  readonly positive: string
  readonly negative: string
}

function countLabels(calls: readonly PlacedCall[], { positive, negative }: Labels): Record<string, number> {
  const count = (label: string) => calls.filter((call) => call.label === label).length
  return { [positive]: count(positive), [negative]: count(negative) }
}

function checkEnough(
  calls: readonly PlacedCall[],
  labels: Labels,
  { input: { min_rows }, withheld, gone }: { input: FromReviewsInput; withheld: number; gone: number },
): void {
  const counts = countLabels(calls, labels)
  const fewest = Math.min(...Object.values(counts))
  if (calls.length >= min_rows && fewest >= LEAST_OF_A_LABEL) return
  const words = Object.entries(counts).map(([label, n]) => `${n} ${label}`)
  const others = withheld + gone > 0 ? ` ${withheld} more are not yours to see, and ${gone} are gone.` : ''
  throw new VouchError(
    'invalid',
    `The labels of ${calls.length} calls are known (${words.join(', ')}); ${min_rows} are needed, ${LEAST_OF_A_LABEL} of each label at least.${others}`,
    [{ field: 'min_rows', message: `${calls.length} labelled calls: ${words.join(', ')}` }],
  )
}

interface Weighed {
  readonly weights: Float64Array
  readonly sources: SourceWeight[]
  readonly inclusion: FromReviewsOutput['inclusion']
}

function weighRows(calls: readonly PlacedCall[], { right }: LabelledCalls, input: FromReviewsInput): Weighed {
  const sources = LabelSource.options.map((source): SourceWeight => {
    const rows = calls.filter((call) => call.source === source).length
    const measured = source === 'outcome' || (source === 'agreed' && !input.include_agreed) ? null : right[source]
    const own = measured === null ? ({ weight: 1, basis: 'declared' } as const) : expertWeight(measured)
    const given = input.weights[source]
    const weight = given === undefined ? own : ({ weight: given, basis: 'given' } as const)
    return { source, rows, ...weight, right: measured }
  })
  const weightOf = new Map(sources.map(({ source, weight }) => [source, weight]))
  const chosen = input.weighted ? inclusionWeights(calls.map(({ inclusion }) => inclusion)) : null
  return {
    weights: Float64Array.from(calls, ({ source }, i) => weightOf.get(source)! * (chosen?.weights[i] ?? 1)),
    sources: sources.filter(({ source }) => source !== 'agreed' || input.include_agreed),
    inclusion: chosen && { unknown: chosen.unknown, capped: chosen.capped, cap: INCLUSION_CAP },
  }
}

/** A group is told by nothing that anybody could look up. */
const GROUP_DIGITS = 16

/** The rows as CSV, under the names by which the domain knows them again. */
function writeTable(
  domain: TableDomain,
  { calls, places }: ReadCalls,
  { weights, secret }: { readonly weights: Float64Array; readonly secret: string },
): { readonly csv: string; readonly variant: string } {
  const columns = domain.ownColumns([...new Set(places.map(({ piece }) => piece.variant))].sort())
  const header = [...Object.values(FEEDBACK), ...columns.map(({ column }) => column)]
  const order = [...calls.keys()].toSorted((a, b) => byPlace(calls[a]!, calls[b]!))
  const lines = order.map((i) => {
    const call = calls[i]!
    const { piece, row } = places[i]!
    const key = call.subject ?? piece.keys[row] ?? rowOf(call)
    const group = createHmac('sha256', secret).update(`${domain.id} ${key}`).digest('hex').slice(0, GROUP_DIGITS)
    const own = { label: call.label, group, weight: weights[i]!, source: call.source, observedOn: call.observedOn }
    const cells = columns.map((column) => cellOf(column, piece.columns.values, row))
    return [own.label, own.group, own.weight, own.source, own.observedOn, ...cells].map(safeCell).join(',')
  })
  const simulated = places.some(({ piece }) => piece.simulated) ? '# SIMULATED: of some rows the table says so.\n' : ''
  const { variant } = domain.plan({ columns: header, comments: [] })
  return { csv: `${simulated}${header.map(safeCell).join(',')}\n${lines.join('\n')}\n`, variant }
}

function cellOf(column: OwnColumn, values: Readonly<Record<string, Float64Array>>, row: number): number | string {
  return 'always' in column ? column.always : (values[column.key]?.[row] ?? Number.NaN)
}
