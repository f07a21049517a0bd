/** As far back as a unit in its brackets reaches: a search through all of a long name would take time without end. */
export const UNIT_REACH = 42

/** How a column is looked up: without its unit, in lower case, `_` for spaces. */
export function normaliseColumn(column: string): string {
  return splitUnit(column).name
}

/** `Transit Depth [ppt]` → `transit_depth` in ppt. */
export function splitUnit(column: string): { readonly name: string; readonly unit: string | null } {
  const whole = column.trimEnd()
  const match = /[[(]([^\])]{1,40})[\])]$/.exec(whole.slice(-UNIT_REACH))
  const name = whole
    .slice(0, whole.length - (match?.[0].length ?? 0))
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  return { name, unit: match?.[1] ?? null }
}
