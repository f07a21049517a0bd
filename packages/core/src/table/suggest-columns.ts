import type { ColumnProfile, GroupCandidate, LabelCandidate } from '@vouch/contracts/dataset'

/** What is known of such tables before this one is read: columns that hold the answer, and that name the group. */
export interface KnownColumns {
  readonly labels: readonly string[]
  readonly groups: readonly string[]
}

/** A label with more classes is hardly one: the largest in use here (skin lesions) has seven. */
const MOST_CLASSES = 20
/** A class of fewer rows cannot be learned, and a value that stands alone is more likely an id or a slip. */
const LEAST_CLASS_ROWS = 2
/** A column that is empty in more rows than this is not what the table is about. */
const MOST_MISSING = 0.5
/** More than a person looks through. */
const MOST_CANDIDATES = 10
/** Below as many the groups are classes, and too few for folds. */
const LEAST_GROUPS = 10

/** How people name the column that holds the answer, and that names what a row belongs to. */
const LABEL_WORD =
  /(^|_)(label|labels|class|target|outcome|disposition|disp|diagnosis|dx|result|y|truth|is_[a-z]+)(_|$)/i
const GROUP_WORD =
  /(^|_|[a-z])(id|ids|identifier|name|host|hostname|star|patient|subject|user|group|session|object|key|tic|kic|epic)$/i

/**
 * Columns that may hold the answer: few classes, each of a few rows. Known ones first, then those that are named like an
 * answer, then the table's last column, where most tables keep it, then text before numbers and few classes before many.
 */
export function suggestLabels(columns: readonly ColumnProfile[], known: KnownColumns): LabelCandidate[] {
  const place = (name: string) => placeIn(known.labels, name)
  const rank = ({ name, index, kind }: ColumnProfile): number => {
    if (LABEL_WORD.test(name)) return 0
    if (index === columns.length - 1) return 1
    return kind === 'text' ? 2 : 3
  }
  const fits = columns.filter((column) => mayBeLabel(column) && placeIn(known.groups, column.name) === null)
  const ranked = fits.sort(
    (a, b) =>
      (place(a.name) ?? Infinity) - (place(b.name) ?? Infinity) ||
      rank(a) - rank(b) ||
      a.distinct.count - b.distinct.count ||
      b.index - a.index,
  )
  return ranked.slice(0, MOST_CANDIDATES).map((column) => ({
    column: column.name,
    known: place(column.name) !== null,
    classes: column.frequent.map(({ value, count }) => ({ value, count })),
    missing: column.missing,
  }))
}

function mayBeLabel({ kind, distinct, frequent, missing_share }: ColumnProfile): boolean {
  if (!['text', 'boolean', 'whole'].includes(kind) || (missing_share ?? 1) > MOST_MISSING) return false
  return (
    distinct.exact &&
    distinct.count <= MOST_CLASSES &&
    distinct.count >= 2 &&
    frequent.every(({ count, exact }) => exact && count >= LEAST_CLASS_ROWS)
  )
}

/** Columns whose values name something that several rows belong to. Known ones first, then those with the most groups. */
export function suggestGroups(
  columns: readonly (ColumnProfile & { readonly largest: number | null })[],
  known: KnownColumns,
): GroupCandidate[] {
  const place = (name: string) => placeIn(known.groups, name)
  const fits = columns.filter((column) => mayBeGroup(column, place(column.name) !== null))
  const ranked = fits.sort(
    (a, b) =>
      (place(a.name) ?? Infinity) - (place(b.name) ?? Infinity) ||
      Number(GROUP_WORD.test(b.name)) - Number(GROUP_WORD.test(a.name)) ||
      b.distinct.count - a.distinct.count ||
      a.index - b.index,
  )
  return ranked.slice(0, MOST_CANDIDATES).map(({ name, distinct, largest, missing }) => ({
    column: name,
    known: place(name) !== null,
    groups: distinct,
    largest,
    missing,
  }))
}

function mayBeGroup({ name, kind, distinct, n, missing_share }: ColumnProfile, isKnown: boolean): boolean {
  if (distinct.count < 2 || (missing_share ?? 1) > MOST_MISSING) return false
  // a known one is told of even where each of its values stands once: then no row has a companion
  if (isKnown) return kind === 'text' || kind === 'whole'
  if (distinct.count < LEAST_GROUPS || distinct.count >= n) return false
  return kind === 'text' || (kind === 'whole' && GROUP_WORD.test(name))
}

/** Names are compared without regard to case; null where the list does not hold the name. */
function placeIn(names: readonly string[], name: string): number | null {
  const place = names.indexOf(name.toLowerCase())
  return place < 0 ? null : place
}
