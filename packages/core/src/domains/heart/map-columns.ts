import type { Warning } from '@vouch/contracts/prediction'
import { normaliseColumn, splitUnit } from '../../table/column-name.ts'
import type { ColumnRequest } from '../../table/table.ts'
import { ATTRIBUTES, attributeOf, type AttributeName } from './attributes.ts'
import { leakReason } from './leak-rules.ts'

/** One column of the table and the attribute that it holds. */
export interface Binding {
  readonly index: number
  readonly column: string
  readonly attribute: AttributeName
  readonly unit: string
  readonly unitFrom: 'default' | 'header'
  /** a measured value times this is in the attribute's unit; 1 for a category */
  readonly factor: number
}

interface NamedColumn {
  readonly index: number
  readonly column: string
}

/** How a table's columns are understood, before a row of it is read. */
export interface ColumnPlan {
  readonly bindings: readonly Binding[]
  /** the column that names a row, null when rows go by their number */
  readonly id: NamedColumn | null
  /** the column that says which coding a row is of; null: none */
  readonly coding: NamedColumn | null
  readonly leaking: readonly { readonly column: string; readonly reason: string }[]
  readonly ignored: readonly string[]
  readonly warnings: readonly Warning[]
  /** normalised names of all columns */
  readonly names: readonly string[]
  /** the table says in its first lines that it is simulated */
  readonly simulated: boolean
}

/** What names a patient in such tables; the surest first. */
export const ID_COLUMNS: readonly string[] = [
  'patient_id',
  'patientid',
  'patient',
  'subject_id',
  'record_id',
  'pid',
  'id',
]
const CODING_COLUMNS: readonly string[] = ['coding', 'vouch_coding']
/** mmol/l → mg/dl: the molar mass of cholesterol, 386.65 g/mol (PubChem CID 5997), over ten */
const MMOL_PER_L = 38.665
const CHOLESTEROL_UNITS: Readonly<Record<string, number>> = { 'mg/dl': 1, 'mmol/l': MMOL_PER_L }

/** Reads the header of a table of patients: which column is which attribute, which names the patient, which tell the answer. */
export function mapColumns(columns: readonly string[], comments: readonly string[]): ColumnPlan {
  const names = columns.map((column) => normaliseColumn(column))
  const id = firstOf(ID_COLUMNS, columns, names)
  const coding = firstOf(CODING_COLUMNS, columns, names)
  const bindings = new Map<AttributeName, Binding>()
  const leaking: { column: string; reason: string }[] = []
  const ignored: string[] = []
  const warnings: Warning[] = []
  for (const [index, column] of columns.entries()) {
    const attribute = attributeOf(names[index] ?? column)
    const reason = attribute ? null : leakReason(names[index] ?? column)
    if (reason) leaking.push({ column, reason })
    else if (!attribute) {
      if (index !== id?.index && index !== coding?.index) ignored.push(column)
    } else if (bindings.has(attribute)) {
      ignored.push(column)
      warnings.push({
        code: 'column_doubled',
        message: `Column “${column}” holds ${attribute} again; “${bindings.get(attribute)?.column ?? ''}” was used.`,
        column: index + 1,
      })
    } else bindings.set(attribute, bind(index, column, attribute, warnings))
  }
  return {
    bindings: [...bindings.values()],
    id,
    coding,
    leaking,
    ignored,
    warnings,
    names,
    simulated: comments.some((line) => line.startsWith('SIMULATED')),
  }
}

/** The columns to read: the row's name, its coding, then one a binding; categories as text, since they may be words. */
export function columnRequests({ id, coding, bindings }: ColumnPlan): ColumnRequest[] {
  const named = [id, coding].flatMap((column) => (column ? [{ index: column.index, kind: 'text' as const }] : []))
  const own = bindings.map(({ index, attribute }): ColumnRequest => ({ index, kind: kindOf(attribute) }))
  return [...named, ...own]
}

function kindOf(attribute: AttributeName): ColumnRequest['kind'] {
  return ATTRIBUTES[attribute].kind === 'measured' ? 'number' : 'text'
}

function firstOf(wanted: readonly string[], columns: readonly string[], names: readonly string[]): NamedColumn | null {
  for (const name of wanted) {
    const index = names.indexOf(name)
    if (index >= 0) return { index, column: columns[index] ?? name }
  }
  return null
}

function bind(index: number, column: string, attribute: AttributeName, warnings: Warning[]): Binding {
  const own = ATTRIBUTES[attribute].unit
  const plain = { index, column, attribute, unit: own, unitFrom: 'default', factor: 1 } as const
  const written = splitUnit(column).unit?.toLowerCase().replaceAll(/\s+/g, '') ?? null
  if (written === null || attribute !== 'chol') return plain
  const factor = CHOLESTEROL_UNITS[written]
  if (factor !== undefined) return { ...plain, unit: written, unitFrom: 'header', factor }
  warnings.push({
    code: 'unit_not_understood',
    message: `Column “${column}” gives its unit as “${written}”, which is not a unit of cholesterol that is known here; ${own} was assumed.`,
    column: index + 1,
  })
  return plain
}
