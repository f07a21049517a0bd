import type { TableDomain } from '../prediction/table-domain.ts'

/**
 * What a call may be told apart by, as far as the values that stand beside it tell: for each of them the domain's subgroup that
 * it lies in. Coarse words, which outlive the values themselves.
 * @param values the call's shown values, in the domain's order
 */
export function subgroupOf(
  { shown, subgroups }: Pick<TableDomain, 'shown' | 'subgroups'>,
  values: readonly (number | null)[],
): Readonly<Record<string, string>> {
  const known = new Map(shown.map(({ from }, i) => [from, values[i] ?? null]))
  return Object.fromEntries(
    subgroups.flatMap(({ name, of, from, to }) => {
      const value = known.get(of) ?? null
      return value !== null && value >= from && value < to ? [[of, name]] : []
    }),
  )
}
