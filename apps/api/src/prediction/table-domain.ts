import type { LeakRule } from '@vouch/core/learn/audit-column'
import type { KnownColumns } from '@vouch/core/table/suggest-columns'
import type { KindFigure } from '@vouch/contracts/measurement'
import type { Manifest } from '@vouch/contracts/model'
import type { DomainId } from '@vouch/contracts/domain'
import type { Warning } from '@vouch/contracts/prediction'
import type { DecisionCount } from '@vouch/core/model/decide'
import type { ColumnCount, ColumnRequest, TableChunk } from '@vouch/core/table/table'
import type { FileBytes } from '../file/file-store.ts'

/** Some rows as named columns of numbers; a missing value is NaN, an absent column is not there. */
export interface NamedColumns {
  readonly rows: number
  readonly values: Readonly<Record<string, Float64Array>>
  /** of a column that stands as the table has it: the column it became in the domain's unit, by their keys */
  readonly sources?: Readonly<Record<string, ColumnSource>>
}

/** A column as the table has it, times the factor, is one in the domain's unit. */
export interface ColumnSource {
  readonly key: string
  readonly factor: number
}

/** What is known of a table before its rows are read. */
export interface TableHead {
  readonly columns: readonly string[]
  readonly comments: readonly string[]
}

/** How one table is understood: what to read of it, what a chunk becomes, what its owner is told. */
export interface TablePlan {
  readonly requests: readonly ColumnRequest[]
  /** what becomes of the table's columns, by their place in it */
  readonly sources: ReadonlyMap<number, ColumnSource>
  /** the kind of table among those the domain knows: a model may take less from one than from another */
  readonly variant: string
  /** the table says that it is simulated */
  readonly simulated: boolean
  /** what of whole columns has to be known before a row is understood; null where the header tells all */
  readonly survey: TableSurvey | null
  convert(chunk: TableChunk): { readonly ids: readonly string[]; readonly columns: NamedColumns }
  /** JSON of the mapping report, as it is for this model; `measured` is what may be told of it where it was not trained */
  report(read: RowsRead, manifest: Manifest, measured: readonly KindFigure[]): string
}

/** A look at all rows of a table before the first of them is understood. */
export interface TableSurvey {
  readonly requests: readonly ColumnRequest[]
  /** The plan of this table, which needs no survey any more. */
  settle(chunks: AsyncIterable<TableChunk> | Iterable<TableChunk>): Promise<TablePlan>
}

/** What a field makes of a row's columns, and of nothing else. */
export interface DomainFeature {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** keys of the columns it may be made of; not each of them has to be there */
  readonly needs: readonly string[]
}

export interface RowsRead {
  readonly rows: number
  readonly counts: readonly ColumnCount[]
  readonly warnings: readonly Warning[]
}

/** A column that stands beside every call: its name on the wire and the column it comes from. */
export interface ShownColumn {
  readonly name: string
  readonly from: string
  /** it is a part of the call, and hidden from who is to judge that blind */
  readonly tells?: true
}

/** Rows whose value of a quantity lies from a number to before another. */
export interface Subgroup {
  readonly name: string
  /** the key of its column among the named ones */
  readonly of: string
  readonly from: number
  readonly to: number
}

/** A column that Vouch writes: a value of the domain's, or the same words in every row. */
export type OwnColumn =
  { readonly column: string; readonly key: string } | { readonly column: string; readonly always: string }

/** A value of a row that the model goes by. */
export interface Changeable {
  /** of its column among the named ones */
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly description: string
}

/** What a row's own columns do not hold: of the other rows of a catalogue, or of light curves; made chunk by chunk once it is open. */
export interface CatalogueContext {
  /** of the catalogue; of light curves the stars */
  readonly rows: number
  /** The model's catalogue inputs or its views' bins, rows × columns, row-major, NaN where missing. */
  features(manifest: Manifest, columns: NamedColumns): Float32Array<ArrayBuffer>
}

/** A table to try with: what it is called, what is said of it, and its CSV, which says of itself that it is simulated. */
export interface SampleTable {
  readonly name: string
  readonly note: string
  csv(): string
}

/** A model that somebody asks for by name, as it is announced where its folder is not there. */
export interface PendingModel {
  readonly id: string
  readonly aliases: readonly string[]
  readonly name: string
  readonly type: string
  readonly note: string
}

/**
 * What the generic middle asks of a domain whose subjects are rows of a table. Everything in here is pure, and runs in
 * whichever thread needs it.
 */
export interface TableDomain {
  readonly id: DomainId
  /** the model that answers where none is asked for and the server names none of this domain; null: one has to be named */
  readonly defaultModel: string | null
  /** Whether a table is of this field, by its columns' names. */
  recognises(columns: readonly string[]): boolean
  readonly shown: readonly ShownColumn[]
  readonly pending: readonly PendingModel[]
  /** the call's word on the wire */
  label(positive: boolean): string
  /** The counts of a submission, named as this domain's clients know them. */
  summarise(count: DecisionCount): Readonly<Record<string, number | null>>
  plan(head: TableHead): TablePlan
  /** What of a table of this kind the model may use; an absent column counts as missing. */
  comparable(manifest: Manifest, variant: string, columns: NamedColumns): NamedColumns
  /** Why the model cannot judge a row of what it may use; null when it can. */
  whyNotAssessed(manifest: Manifest, columns: NamedColumns, row: number): string | null
  /** Of a kind of table, the others in which the same signals stand, measured alike. */
  readonly alike: Readonly<Record<string, readonly string[]>>
  /** What can be learned from a table of this kind: each feature from its row alone. */
  readonly features: readonly DomainFeature[]
  /** Row features by their names, rows × names, row-major, NaN where missing; from each row alone. */
  rowFeatures(names: readonly string[], columns: NamedColumns): Float32Array<ArrayBuffer>
  /** What of a row the model goes by and could be otherwise: the key of its column, and what it is called. */
  changeable(manifest: Manifest): readonly Changeable[]
  /** The keys of a row's columns that have a known error, or move with one that has. */
  movable(columns: NamedColumns, row: number): readonly string[]
  /** Copies of one row, each movable value drawn within the catalogue's errors, seeded by the row's own values. */
  drawWithinErrors(columns: NamedColumns, row: number): NamedColumns
  /** a call that flips in a larger share of those copies is fragile */
  readonly fragileAbove: number
  /**
   * The columns of a table of rows of some kinds, under names by which `plan` knows them again, each in the domain's unit:
   * of one kind as that kind's.
   */
  ownColumns(variants: readonly string[]): readonly OwnColumn[]
  /** What tells a row of a catalogue from every other, whatever the table calls it; null for one that nothing tells. */
  rowKey(columns: NamedColumns, row: number): string | null
  /** Kinds of rows that a model must not be worse on than the one before it. */
  readonly subgroups: readonly Subgroup[]
  /** Where tables of this kind keep the label, and what names the object of a row. */
  readonly knownColumns: KnownColumns
  /** What is known of columns by their names: what tells the answer is never trained on. */
  leakRules(columns: readonly string[]): ReadonlyMap<string, LeakRule>
  /** a small table with known truth; null of a field that has none */
  readonly sample: SampleTable | null
  /** Gathers the rows that catalogue features compare with: the upload's first, then the archive's. */
  gather(tables: AsyncIterable<NamedColumns>): Promise<CatalogueContext>
  /** Opens the light curves that a model's views are cut from, null where none came; itself null of a field without any. */
  readonly openCurves: ((file: FileBytes | null) => Promise<CatalogueContext>) | null
}
