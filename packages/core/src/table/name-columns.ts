import type { WarningList } from './warning-list.ts'

/** How a column is told of, when its own name may be long or empty. */
export function quoteName(name: string): string {
  return `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`
}

/**
 * Names for all columns, each different: an empty one becomes `column_7` (its place, from 1), a repeated one `name_2`,
 * with a warning for each. Names are only ever compared or kept in lists and maps, so that `__proto__` is one like others.
 */
export function nameColumns(written: readonly string[], warnings: WarningList, line?: number): string[] {
  const taken = new Set(written)
  const used = new Set<string>()
  return written.map((name, index) => {
    const place = line === undefined ? { column: index + 1 } : { line, column: index + 1 }
    if (name === '') {
      const given = firstFree(`column_${index + 1}`, taken, used)
      warnings.add('empty_header', `column ${index + 1} has no name and is called ${quoteName(given)}`, place)
      return given
    }
    if (!used.has(name)) {
      used.add(name)
      return name
    }
    const given = firstFree(name, taken, used)
    warnings.add(
      'duplicate_header',
      `the name ${quoteName(name)} is there more than once; here it is called ${quoteName(given)}`,
      place,
    )
    return given
  })
}

/** `name`, or `name_2`, `name_3` … where it is taken by another column. */
function firstFree(name: string, taken: ReadonlySet<string>, used: Set<string>): string {
  let given = name
  for (let count = 2; taken.has(given) || used.has(given); count++) given = `${name}_${count}`
  used.add(given)
  return given
}
