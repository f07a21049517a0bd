import type { Mapping, Mission } from '@vouch/contracts/domains/exoplanet'
import type { Warning } from '@vouch/contracts/prediction'
import { normaliseColumn, splitUnit, UNIT_REACH } from '../../table/column-name.ts'
import type { ColumnCount, ColumnRequest, TableChunk } from '../../table/table.ts'
import { MISSIONS, type MissionColumn, type MissionTable } from './missions.ts'
import { QUANTITIES, type Quantities, type QuantityName, readUnit, UNIT_FACTORS } from './quantities.ts'

/** One column of the table and the quantity it becomes: value × factor, errors as magnitudes. */
export interface Binding {
  readonly index: number
  readonly column: string
  readonly quantity: QuantityName
  readonly unit: string
  readonly unitFrom: 'default' | 'header'
  readonly factor: number
}

/** How a table's columns are understood, before a row of it is read. */
export interface ColumnPlan {
  readonly mission: Mission
  readonly bindings: readonly Binding[]
  /** the column that names a row, or null when rows go by their number */
  readonly id: { readonly index: number; readonly column: string } | null
  readonly leaking: readonly { readonly column: string; readonly reason: string }[]
  readonly ignored: readonly string[]
  readonly warnings: readonly Warning[]
  /** the table says in its first lines that it is simulated */
  readonly simulated: boolean
}

/** The mission whose signature the columns hold; `generic` when none does. */
export function recogniseMission(columns: readonly string[]): Mission {
  const present = new Set(columns.map((column) => normaliseColumn(column)))
  // the events' table brings the columns of the Kepler Objects of Interest along, verdict and all
  const order = ['tce', 'koi', 'toi', 'k2'] as const
  return (
    order.find((mission) => MISSIONS[mission].signatures.some((all) => all.every((c) => present.has(c)))) ?? 'generic'
  )
}

/**
 * Reads the header of a transit table: which column is which quantity, in which unit, which leak the answer.
 * A unit is taken from the header (`depth [ppt]`, `duration (days)`) or from the archive's comment lines
 * (`COLUMN pl_trandep: Transit Depth [%]`) before the mission's own is assumed.
 */
export function mapColumns(columns: readonly string[], comments: readonly string[]): ColumnPlan {
  const mission = recogniseMission(columns)
  const table = MISSIONS[mission]
  const warnings: Warning[] = []
  const units = commentUnits(comments)
  const bindings = new Map<QuantityName, Binding>()
  const leaking: { column: string; reason: string }[] = []
  const ignored: string[] = []
  const id = findId(columns, table)

  for (const [index, column] of columns.entries()) {
    const { name, unit } = splitUnit(column)
    const known = table.columns.get(name) ?? MISSIONS.generic.columns.get(name)
    const reason = leakReason(name, table)
    const binding = reason || !known ? null : bind(index, column, known, unit ?? units.get(name) ?? null, warnings)
    if (reason) leaking.push({ column, reason })
    if (binding && !bindings.has(binding.quantity)) bindings.set(binding.quantity, binding)
    else if (!reason && index !== id?.index) {
      ignored.push(column)
      if (binding) warnings.push(doubled(column, index, bindings.get(binding.quantity)))
    }
  }
  return {
    mission,
    bindings: [...bindings.values()],
    id,
    leaking,
    ignored,
    warnings,
    simulated: comments.some((line) => line.startsWith('SIMULATED')),
  }
}

/** The columns to read: the row's name first where there is one, then one a binding. */
export function columnRequests(plan: ColumnPlan): ColumnRequest[] {
  const numbers = plan.bindings.map(({ index }) => ({ index, kind: 'number' as const }))
  return plan.id ? [{ index: plan.id.index, kind: 'text' }, ...numbers] : numbers
}

/** A chunk read by `columnRequests`, brought to quantities in their units. Converts in place. */
export function toQuantities(plan: ColumnPlan, chunk: TableChunk): { quantities: Quantities; ids: string[] } {
  const offset = plan.id ? 1 : 0
  const values: Partial<Record<QuantityName, Float64Array>> = {}
  for (const [i, { quantity, factor }] of plan.bindings.entries()) {
    const column = chunk.columns[i + offset]
    if (!(column instanceof Float64Array)) continue
    const isError = quantity.endsWith('_err_upper') || quantity.endsWith('_err_lower')
    const sentinel = plan.mission === 'tce' ? -1 : Number.NaN
    if (isError) for (let r = 0; r < column.length; r++) column[r] = errorMagnitude(column[r]!, sentinel) * factor
    else if (factor !== 1) for (let r = 0; r < column.length; r++) column[r] = column[r]! * factor
    values[quantity] = column
  }
  const names = plan.id ? chunk.columns[0] : undefined
  const ids = Array.from({ length: chunk.rows }, (_, r) => {
    const name = Array.isArray(names) ? names[r] : null
    return name ?? String(chunk.firstRow + r)
  })
  return { quantities: { rows: chunk.rows, values }, ids }
}

/** The archive writes lower errors as negative numbers; 0 is no measurement, and in the DR25 TCE table -1 says "none". */
function errorMagnitude(value: number, sentinel: number): number {
  return value === sentinel || value === 0 ? Number.NaN : Math.abs(value)
}

/**
 * What the caller is told about his table, once its rows have been counted.
 * @param wanted the quantities that the model in use takes from this table
 */
export function mappingReport(
  plan: ColumnPlan,
  read: { rows: number; counts: readonly ColumnCount[]; warnings: readonly Warning[] },
  wanted: readonly QuantityName[],
): Mapping {
  const offset = plan.id ? 1 : 0
  const bound = new Set(plan.bindings.map((b) => b.quantity))
  const used = plan.bindings.map((b, i) => ({ ...b, count: read.counts[i + offset] }))
  return {
    mission: plan.mission,
    mission_name: MISSIONS[plan.mission].name,
    rows: read.rows,
    id_column: plan.id?.column ?? null,
    mapped: used
      .filter((b) => wanted.includes(b.quantity))
      .map((b) => ({
        column: b.column,
        quantity: b.quantity,
        unit: b.unit,
        to_unit: QUANTITIES[b.quantity].unit,
        unit_from: b.unitFrom,
        filled: b.count?.filled ?? 0,
        unreadable: b.count?.unreadable ?? 0,
      })),
    missing: wanted
      .filter((quantity) => !bound.has(quantity))
      .map((quantity) => ({ quantity, ...QUANTITIES[quantity] })),
    leaking: [...plan.leaking],
    ignored: [...plan.ignored, ...used.filter((b) => !wanted.includes(b.quantity)).map((b) => b.column)],
    warnings: [...plan.warnings, ...read.warnings],
  }
}

/** `COLUMN koi_depth: Transit Depth [ppm]` of the archive's comment lines → koi_depth: ppm. */
function commentUnits(comments: readonly string[]): ReadonlyMap<string, string> {
  const units = new Map<string, string>()
  for (const line of comments) {
    const name = /^COLUMN\s{1,20}(\S{1,80}):/.exec(line)?.[1]
    const unit = /\[([^\]]{1,40})\]$/.exec(line.trimEnd().slice(-UNIT_REACH))?.[1]
    if (name && unit) units.set(name.toLowerCase(), unit)
  }
  return units
}

function findId(columns: readonly string[], table: MissionTable): ColumnPlan['id'] {
  const names = columns.map((column) => normaliseColumn(column))
  for (const id of table.ids) {
    const index = names.indexOf(id)
    if (index >= 0) return { index, column: columns[index] ?? id }
  }
  return null
}

function leakReason(name: string, table: MissionTable): string | null {
  const found = [...table.leaking, ...MISSIONS.generic.leaking].find(([pattern]) => pattern.test(name))
  return found?.[1] ?? null
}

function bind(
  index: number,
  column: string,
  known: MissionColumn,
  written: string | null,
  warnings: Warning[],
): Binding {
  const target = QUANTITIES[known.quantity].unit
  const factors = UNIT_FACTORS[target] ?? {}
  const unit = written === null ? null : readUnit(written)
  if (unit !== null && factors[unit] !== undefined)
    return { index, column, quantity: known.quantity, unit, unitFrom: 'header', factor: factors[unit] }
  if (written !== null && target !== '1')
    warnings.push({
      code: 'unit_not_understood',
      message: `Column “${column}” gives its unit as “${written}”, which is not a unit of ${known.quantity}; ${known.unit} was assumed.`,
      column: index + 1,
    })
  return {
    index,
    column,
    quantity: known.quantity,
    unit: known.unit,
    unitFrom: 'default',
    factor: factors[known.unit] ?? 1,
  }
}

function doubled(column: string, index: number, first: Binding | undefined): Warning {
  return {
    code: 'column_doubled',
    message: `Column “${column}” holds ${first?.quantity ?? 'a quantity'} again; “${first?.column ?? ''}” was used.`,
    column: index + 1,
  }
}
