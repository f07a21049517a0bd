import type { ColumnAudit, FeatureAudit } from '@vouch/contracts/dataset'
import { auditColumn, type AuditRows } from '@vouch/core/learn/audit-column'
import { auditMade } from '@vouch/core/learn/audit-made'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { openSource } from '../prediction/open-submitted.ts'
import type { DomainFeature } from '../prediction/table-domain.ts'
import { planFeatures } from './feature-rows.ts'
import type { AuditTask } from './read-task.ts'

/** The labelled rows, and what was found of the columns that they stand in. */
interface Labelled {
  readonly rows: Uint32Array
  readonly audited: AuditRows
  readonly columns: readonly ColumnAudit[]
}

/** Numbers held at once: some 160 MB. */
const PASS = 20_000_000

/** Holds against the label what the field makes of a table's columns; a feature without two different values is left out. */
export async function auditFeatures(task: AuditTask, labelled: Labelled, limits: TableLimits): Promise<FeatureAudit[]> {
  const { label, groupKey, domain } = task
  const { header } = await openTable(await openSource(task.upload.file), { limits })
  const { sources } = DOMAINS[domain].plan(header)
  const columnOf = new Map([...sources].map(([index, { key }]) => [key, header.columns[index] ?? '']))
  const reserved = [label.column, groupKey, label.only?.column, label.weight]
  const made = DOMAINS[domain].features.flatMap((feature) => {
    const columns = [...new Set(feature.needs)].flatMap((key) => columnOf.get(key) ?? [])
    return columns.length === 0 || columns.some((name) => reserved.includes(name)) ? [] : [{ feature, columns }]
  })
  const most = Math.max(1, Math.floor(PASS / Math.max(1, labelled.rows.length)))
  const audits: FeatureAudit[] = []
  for (let from = 0; from < made.length; from += most) {
    const some = made.slice(from, from + most)
    const values = await readFeatures(
      task,
      { features: some.map(({ feature }) => feature), rows: labelled.rows },
      limits,
    )
    for (const [i, { feature, columns }] of some.entries()) {
      if (!varies(values[i]!)) continue
      const { name, unit, description } = feature
      const own = auditColumn({ name, values: values[i]! }, labelled.audited)
      const found = labelled.columns.filter(({ column }) => columns.includes(column))
      audits.push({ ...auditMade(own, found), unit, description, made_of: columns })
    }
  }
  return audits
}

/** Features of the labelled rows, each by itself. */
async function readFeatures(
  { upload, domain }: AuditTask,
  { features, rows }: { readonly features: readonly DomainFeature[]; readonly rows: Uint32Array },
  limits: TableLimits,
): Promise<Float64Array[]> {
  const open = async () => openTable(await openSource(upload.file), { limits })
  const reader = await open()
  const names = features.map(({ name }) => name)
  const plan = await planFeatures(reader.header, { takes: 'quantities', domain, features: names }, open)
  const values = names.map(() => new Float64Array(rows.length))
  let at = 0
  for await (const chunk of reader.chunks(plan.requests)) {
    const matrix = plan.toRows(chunk)
    for (; at < rows.length && rows[at]! < chunk.firstRow + chunk.rows; at++)
      for (const [f, column] of values.entries()) column[at] = matrix[(rows[at]! - chunk.firstRow) * names.length + f]!
  }
  return values
}

function varies(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value))
  return first !== undefined && values.some((value) => !Number.isNaN(value) && value !== first)
}
