import type { HeartMapping } from '@vouch/contracts/domains/heart'
import type { Warning } from '@vouch/contracts/prediction'
import type { ColumnCount } from '../../table/table.ts'
import { ATTRIBUTES, type AttributeName } from './attributes.ts'
import type { ColumnPlan } from './map-columns.ts'
import type { Survey } from './survey-table.ts'

export interface ReadTable {
  readonly rows: number
  readonly counts: readonly ColumnCount[]
  readonly warnings: readonly Warning[]
}

/**
 * What the caller is told about his table, once its rows have been counted.
 * @param wanted the attributes that the model in use goes by
 */
export function mappingReport(
  plan: ColumnPlan,
  survey: Survey,
  { read, wanted }: { readonly read: ReadTable; readonly wanted: readonly AttributeName[] },
): HeartMapping {
  const first = (plan.id ? 1 : 0) + (plan.coding ? 1 : 0)
  const used = plan.bindings.map((binding, i) => ({ ...binding, count: read.counts[first + i] }))
  const bound = new Set(plan.bindings.map(({ attribute }) => attribute))
  return {
    coding: survey.found.coding,
    coding_from: survey.found.from,
    rows: read.rows,
    id_column: plan.id?.column ?? null,
    mapped: used
      .filter(({ attribute }) => wanted.includes(attribute))
      .map(({ column, attribute, unit, unitFrom, count }) => ({
        column,
        quantity: attribute,
        unit,
        to_unit: ATTRIBUTES[attribute].unit,
        unit_from: unitFrom,
        filled: (count?.filled ?? 0) - (survey.unknown.get(attribute) ?? 0),
        unreadable: (count?.unreadable ?? 0) + (survey.unknown.get(attribute) ?? 0),
      })),
    missing: wanted
      .filter((name) => !bound.has(name))
      .map((name) => ({ quantity: name, unit: ATTRIBUTES[name].unit, description: ATTRIBUTES[name].description })),
    leaking: [...plan.leaking],
    ignored: [
      ...plan.ignored,
      ...used.filter(({ attribute }) => !wanted.includes(attribute)).map(({ column }) => column),
    ],
    warnings: [...plan.warnings, ...codingWarnings(survey), ...read.warnings],
  }
}

function codingWarnings({ found, unknown }: Survey): Warning[] {
  const said = found.warning === null ? [] : [{ code: 'coding', message: found.warning }]
  const cells = [...unknown].map(([name, count]): Warning => ({
    code: 'unknown_category',
    message: `${count} ${count === 1 ? 'cell' : 'cells'} of ${name} ${count === 1 ? 'holds' : 'hold'} neither a word for it nor one of its codes, and ${count === 1 ? 'counts' : 'count'} as missing (${ATTRIBUTES[name].description}).`,
    count,
  }))
  return [...said, ...cells]
}
